//! What protects the way to a server, and how far its certificate is trusted; the names are libpq's.

use super::parameters::wrong;
use crate::sheet::Error;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How much is asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// No encryption.
    Disable,
    /// Encryption where the server has it.
    Prefer,
    /// Encryption, whoever the server is.
    Require,
    /// A certificate that a trusted authority has signed.
    Chain,
    /// And that has the server's name.
    Full,
}

impl Check {
    /// What `sslmode` says.
    ///
    /// # Errors
    /// `configuration`, for anything else.
    pub(super) fn of(mode: Option<&str>) -> Result<Self, Error> {
        match mode {
            Some("disable") => Ok(Self::Disable),
            None | Some("prefer" | "allow") => Ok(Self::Prefer),
            Some("require") => Ok(Self::Require),
            Some("verify-ca") => Ok(Self::Chain),
            Some("verify-full") => Ok(Self::Full),
            Some(other) => Err(wrong(
                &format!(
                    "sslmode={other} はありません。disable, prefer, require, verify-ca, verify-full から選んでください"
                ),
                &format!("there is no sslmode={other}; it is disable, prefer, require, verify-ca or verify-full"),
            )),
        }
    }
}

/// What encrypts a connection; `root` is the file of the authorities, or `system`.
///
/// # Errors
/// `configuration`, where the certificates of the authorities cannot be read.
pub(super) fn connector(check: Check, root: Option<&str>, home: Option<&Path>) -> Result<MakeRustlsConnect, Error> {
    let provider = Arc::new(ring::default_provider());
    let unusable =
        |error: String| wrong(&format!("TLS を準備できません: {error}"), &format!("TLS cannot be made ready: {error}"));
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| unusable(error.to_string()))?;
    // As libpq has it: whoever names authorities wants them asked.
    let check = if check == Check::Require && root.is_some() { Check::Chain } else { check };
    let inner = match check {
        Check::Disable | Check::Prefer | Check::Require => None,
        Check::Chain | Check::Full => {
            let roots = Arc::new(roots(root, home)?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
            Some(verifier.map_err(|error| unusable(error.to_string()))?)
        }
    };
    let trust = Trust { inner, asks_name: check == Check::Full, provider };
    let config = versions.dangerous().with_custom_certificate_verifier(Arc::new(trust)).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The authorities.
fn roots(root: Option<&str>, home: Option<&Path>) -> Result<RootCertStore, Error> {
    let own = || home.map(|home| home.join(".postgresql/root.crt")).filter(|file| file.is_file());
    let file = root.filter(|root| *root != "system").map(PathBuf::from);
    let mut store = RootCertStore::empty();
    match file.or_else(|| own().filter(|_| root.is_none())) {
        None => {
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
        }
        Some(file) => {
            let told = file.display();
            let failed = |error: String| {
                wrong(
                    &format!("認証局の証明書 {told} を読めません: {error}"),
                    &format!("the certificates of authorities {told} cannot be read: {error}"),
                )
            };
            for certificate in CertificateDer::pem_file_iter(&file).map_err(|error| failed(error.to_string()))? {
                let certificate = certificate.map_err(|error| failed(error.to_string()))?;
                store.add(certificate).map_err(|error| failed(error.to_string()))?;
            }
        }
    }
    if !store.is_empty() {
        return Ok(store);
    }
    Err(wrong(
        "認証局の証明書がありません。sslrootcert (PGSSLROOTCERT) で指定してください",
        "there are no certificates of authorities; name a file with sslrootcert (PGSSLROOTCERT)",
    ))
}

/// Whom a connection trusts.
#[derive(Debug)]
struct Trust {
    /// Asks the authorities; without it every certificate will do.
    inner: Option<Arc<WebPkiServerVerifier>>,
    asks_name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        match inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name comes last: all else has been found good.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.asks_name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
