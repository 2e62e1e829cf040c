//! A PostgreSQL of the machine, in a folder of its own: started for a test and stopped with it.

use postgres::{Client, NoTls};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const USER: &str = "kanri";
pub const PASSWORD: &str = r"it's a:secret\";

/// Nobody but this user runs the server where the tests run as root, whom it refuses.
const UNPRIVILEGED: &str = "postgres";

pub struct Server {
    folder: tempfile::TempDir,
    process: Child,
    pub port: u16,
}

impl Server {
    /// With one database, `data`, and TLS by a certificate for `localhost`.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("kanrihyo-pg-").tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        fs::write(path("password"), PASSWORD).unwrap();
        certificates(folder.path());
        own(folder.path());
        let [data, password] = ["data", "password"].map(path);
        let locale = ["--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"];
        run(as_user(&program("initdb")).args(["-D", &data, "-U", USER, "--pwfile", &password]).args(locale));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.path().display()),
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", path("server.crt")),
            format!("ssl_key_file={}", path("server.key")),
            "fsync=off".to_owned(),
        ];
        let mut command = as_user(&program("postgres"));
        command.args(["-D", &data]).args(settings.iter().flat_map(|setting| ["-c", setting]));
        let log = fs::File::create(path("log")).unwrap();
        let process = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let server = Self { folder, process, port };
        let begun = Instant::now();
        while server.try_client("postgres").is_err() {
            let log = fs::read_to_string(server.path("log")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not start: {log}");
            std::thread::sleep(Duration::from_millis(50));
        }
        server.client("postgres").batch_execute("CREATE DATABASE data").unwrap();
        server
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// Its database by the socket, for which no password is wanted.
    pub fn socket(&self, user: &str) -> String {
        format!("host={} port={} user={user} dbname=data", self.folder.path().display(), self.port)
    }

    fn try_client(&self, database: &str) -> Result<Client, postgres::Error> {
        let host = self.folder.path().display();
        Client::connect(&format!("host={host} port={} user={USER} dbname={database}", self.port), NoTls)
    }

    pub fn client(&self, database: &str) -> Client {
        self.try_client(database).unwrap()
    }

    /// A number that the database tells.
    pub fn one(&self, query: &str) -> i64 {
        self.client("data").query_one(query, &[]).unwrap().get(0)
    }

    /// All that the database holds, as a script.
    pub fn dump(&self) -> String {
        let host = self.folder.path().to_string_lossy().into_owned();
        let port = self.port.to_string();
        let mut command = Command::new(program("pg_dump"));
        let dump = command.args(["-h", &host, "-p", &port, "-U", USER, "-d", "data"]).output().unwrap();
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        // Newer ones put a word of chance at the beginning and the end.
        let text = String::from_utf8(dump.stdout).unwrap();
        text.lines().filter(|line| !line.contains("restrict")).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // At once, whoever is connected; its data goes with its folder.
        let _ = Command::new("kill").args(["-QUIT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

/// A program of the server; distributions keep them beside each other by version.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|it| it.path().join("bin").join(name)).filter(|it| it.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0")
}

/// A program that ends with the test, even where that is killed.
fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if is_root() {
        command.args(["--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups"]);
    }
    command.arg(program).current_dir("/");
    command
}

fn own(folder: &Path) {
    if is_root() {
        run(Command::new("chown").arg("-R").arg(format!("{UNPRIVILEGED}:")).arg(folder));
    }
}

/// An authority of its own, and a certificate that it gave to `localhost`.
fn certificates(folder: &Path) {
    let script = "\
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr
printf 'subjectAltName=DNS:localhost\\nbasicConstraints=CA:FALSE\\n' > extensions
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.crt
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout other.key -out other.crt
chmod 600 server.key";
    run(Command::new("sh").args(["-ec", script]).current_dir(folder));
}

pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
