//! Which encoding a text is in: strict decoding first, then how Japanese the outcome looks.

use encoding_rs::{DecoderResult, EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// Undecodable places that are named one by one; more are only counted.
const TOLD: usize = 5;
/// Characters on which plausibility is judged.
const SAMPLE: usize = 20_000;

/// A decoded text.
pub(super) struct Decoded {
    pub text: String,
    pub label: &'static str,
    pub confidence: f64,
    pub repaired: Vec<String>,
}

struct Reading {
    text: String,
    label: &'static str,
    /// Byte offset and character offset of each undecodable sequence.
    broken: Vec<(usize, usize)>,
}

impl Reading {
    /// How much speaks against this reading: broken sequences for each foreign character, and implausibility.
    fn cost(&self) -> f64 {
        let foreign = self.text.chars().filter(|c| !c.is_ascii()).count().max(1);
        4.0 * self.broken.len() as f64 / foreign as f64 + 1.0 - plausibility(&self.text)
    }

    fn decoded(self, confidence: f64) -> Decoded {
        let mut repaired: Vec<String> = self
            .broken
            .iter()
            .take(TOLD)
            .map(|(byte, at)| format!("byte {byte} (character {at}) is no {}: replaced by U+FFFD", self.label))
            .collect();
        if self.broken.len() > TOLD {
            repaired.push(format!("{} more undecodable places were replaced by U+FFFD", self.broken.len() - TOLD));
        }
        let ceiling = if self.broken.is_empty() { 1.0 } else { 0.85 };
        Decoded { text: self.text, label: self.label, confidence: confidence.min(ceiling), repaired }
    }
}

/// Decodes by the byte order mark, else by the encoding that decodes it best.
pub(super) fn detect(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let label = label_of(encoding);
        return read(bytes.get(mark..).unwrap_or_default(), mark, encoding, label).decoded(1.0);
    }
    if let Some(decoded) = wide(bytes) {
        return decoded;
    }
    if bytes.is_ascii() {
        let escapes = [&b"\x1b$"[..], b"\x1b(J", b"\x1b(I"];
        if escapes.iter().any(|e| bytes.windows(e.len()).any(|w| w == *e)) {
            return read(bytes, 0, ISO_2022_JP, "iso-2022-jp").decoded(0.99);
        }
        return read(bytes, 0, UTF_8, "utf-8").decoded(1.0);
    }
    let utf8 = read(bytes, 0, UTF_8, "utf-8");
    if utf8.broken.is_empty() {
        // No Japanese text in an older encoding happens to be well-formed UTF-8.
        return utf8.decoded(0.99);
    }
    let mut readings =
        [(utf8.cost(), utf8), costed(read(bytes, 0, SHIFT_JIS, "cp932")), costed(read(bytes, 0, EUC_JP, "euc-jp"))];
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(best, reading), (next, _), _] = readings;
    reading.decoded((0.5 + (next - best)).clamp(0.5, 0.99))
}

fn costed(reading: Reading) -> (f64, Reading) {
    (reading.cost(), reading)
}

/// UTF-16 without a mark: whichever byte order gives text, if one does.
fn wide(bytes: &[u8]) -> Option<Decoded> {
    // Blanks, line ends and ASCII have a zero byte, which no other encoding of a text has.
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let mut readings = [costed(read(bytes, 0, UTF_16LE, "utf-16le")), costed(read(bytes, 0, UTF_16BE, "utf-16be"))];
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(best, reading), (next, _)] = readings;
    let nul = reading.text.contains('\0');
    (!nul && reading.broken.is_empty() && best < next && (best < 0.5 || reading.text.is_ascii()))
        .then(|| reading.decoded((0.5 + (next - best)).clamp(0.5, 0.99)))
}

fn label_of(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_16LE {
        "utf-16le"
    } else if encoding == UTF_16BE {
        "utf-16be"
    } else {
        "utf-8"
    }
}

/// Decodes all of it; `base` is the offset of `bytes` in the file.
fn read(bytes: &[u8], base: usize, encoding: &'static Encoding, label: &'static str) -> Reading {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut broken = Vec::new();
    let (mut at, mut chars, mut counted) = (0, 0, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3) + 4);
        let (result, used) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        at += used;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, after) => {
                chars += text.get(counted..).unwrap_or_default().chars().count();
                broken.push((base + at.saturating_sub(usize::from(bad) + usize::from(after)), chars));
                text.push('\u{FFFD}');
                chars += 1;
                counted = text.len();
            }
        }
    }
    Reading { text, label, broken }
}

/// How Japanese a text looks, 0 to 1: the mean over its characters that are not ASCII.
fn plausibility(text: &str) -> f64 {
    let (mut sum, mut count) = (0.0, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(SAMPLE) {
        sum += weight(c);
        count += 1;
    }
    if count == 0 { 0.5 } else { sum / count as f64 }
}

fn weight(c: char) -> f64 {
    match c {
        'ぁ'..='ん' | 'ァ'..='ヶ' | 'ー' | '、' | '。' | '，' | '．' | '　' | '（' | '）' | '「' | '」' => {
            1.0
        }
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '・' | '〜' | '～' | '％' | '■' | '□' | '※' | '－' | '―' => {
            1.0
        }
        '｡'..='ﾟ' => 0.4,
        '\u{4E00}'..='\u{9FFF}' => kanji(c),
        '\u{3000}'..='\u{33FF}' | '\u{2000}'..='\u{26FF}' | '\u{FF01}'..='\u{FF60}' => 0.7,
        '\u{3400}'..='\u{4DFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FFFF}' => 0.3,
        _ => 0.0,
    }
}

/// Common kanji stand in the first level of JIS X 0208: rows 16 to 47.
fn kanji(c: char) -> f64 {
    let mut buffer = [0u8; 4];
    match *EUC_JP.encode(c.encode_utf8(&mut buffer)).0 {
        [0xB0..=0xCF, _] => 0.95,
        _ => 0.3,
    }
}

#[cfg(test)]
mod tests {
    use super::{EUC_JP, ISO_2022_JP, SHIFT_JIS, detect};

    const SAMPLE: &str = "就労支援事業進行管理票〔対象：令和２年度〕\r\n所管課　経済課\t１－１\r\n延べ 210人 〜 ②\r\n";

    fn label(bytes: &[u8]) -> (&'static str, bool) {
        let decoded = detect(bytes);
        (decoded.label, decoded.confidence >= 0.9 && decoded.repaired.is_empty() && decoded.text == SAMPLE)
    }

    #[test]
    fn tells_the_encodings_apart() {
        assert_eq!(label(SAMPLE.as_bytes()), ("utf-8", true));
        // These three have the full-width tilde where Unicode texts have the wave dash.
        for (encoding, name) in [(SHIFT_JIS, "cp932"), (EUC_JP, "euc-jp"), (ISO_2022_JP, "iso-2022-jp")] {
            let text = SAMPLE.replace('〜', "～");
            let decoded = detect(&encoding.encode(&text).0);
            assert_eq!((decoded.label, decoded.text.as_str()), (name, text.as_str()));
            assert!(decoded.confidence >= 0.9, "{name}: {}", decoded.confidence);
        }
        let wide: Vec<u16> = SAMPLE.encode_utf16().collect();
        let le: Vec<u8> = wide.iter().flat_map(|u| u.to_le_bytes()).collect();
        let be: Vec<u8> = wide.iter().flat_map(|u| u.to_be_bytes()).collect();
        assert_eq!(label(&le), ("utf-16le", true));
        assert_eq!(label(&be), ("utf-16be", true));
        assert_eq!(label(&[b"\xff\xfe", le.as_slice()].concat()), ("utf-16le", true));
    }

    #[test]
    fn half_width_kana_is_told_from_euc() {
        let text = "ﾊﾛｰﾜｰｸ立川 ｾﾐﾅｰ参加者数 延べ10人";
        assert_eq!(detect(&SHIFT_JIS.encode(text).0).text, text);
        assert_eq!(detect(&EUC_JP.encode(text).0).text, text);
    }

    #[test]
    fn broken_bytes_are_replaced_and_told() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        bytes.insert(6, 0xFF);
        let decoded = detect(&bytes);
        assert_eq!(decoded.label, "utf-8");
        assert!(decoded.text.starts_with("就労\u{FFFD}支援"));
        assert_eq!(decoded.repaired, ["byte 6 (character 2) is no utf-8: replaced by U+FFFD"]);
        assert!(decoded.confidence < 0.9);
    }
}
