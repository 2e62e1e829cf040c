//! What may be typed, and nothing about what it does.

pub use crate::emit::Language;
use clap::builder::PossibleValue;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// 行政評価の管理票を読み取り、検算済みの JSON にする
/// (reads evaluation sheets of Japanese public bodies into audited JSON)
#[derive(Debug, Parser)]
#[command(name = "kanrihyo", version, max_term_width = 110, arg_required_else_help = true)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(after_help = "\
終了ステータス: 0 完了 · 1 食い違いあり・不正なファイル · 2 使い方・設定の誤り · 3 読めない入力あり · 4 書き込めない · \
130 中断 (exit status: 0 done · 1 findings, or an invalid file · 2 usage or configuration · \
3 some inputs could not be read · 4 results could not be written · 130 interrupted)")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// ヘルプを表示する: -h は短く、--help は詳しく (shows help: -h in short, --help in full)
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = COMMON)]
    help: Option<bool>,
    /// バージョンを表示する (shows the version)
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = COMMON)]
    version: Option<bool>,
}

/// Heading of the options of every command.
pub const COMMON: &str = "共通オプション (Common options)";

/// Options that every command takes.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[command(next_help_heading = COMMON)]
pub struct Common {
    /// 様式を指定する (use this profile instead of recognising the form)
    #[arg(long, global = true, value_name = "ID")]
    pub profile: Option<String>,
    /// 様式定義の追加フォルダ (folder of further profiles)
    #[arg(long, global = true, value_name = "DIR")]
    pub profiles: Option<PathBuf>,
    /// 採点規則の追加フォルダ (folder of further rubrics)
    #[arg(long, global = true, value_name = "DIR")]
    pub rubrics: Option<PathBuf>,
    /// メッセージの言語 (language of messages)
    #[arg(long, global = true, value_enum, default_value_t = Language::Ja, value_name = "ja|en", hide_possible_values = true)]
    pub lang: Language,
    /// 並列数 (files read at a time; default: number of processors)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// 要約と注意を表示しない (no summary, no notices; errors stay)
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// 標準エラー出力の形式。json は 1 行 1 件 (form of what is told on standard error; json is an event a line)
    #[arg(long, global = true, value_enum, default_value_t = Log::Text, value_name = "text|json", hide_possible_values = true)]
    pub log: Log,
    /// 進捗を表示しない (no progress bar)
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// PDF のパスワード (password of encrypted files)
    #[arg(long, global = true, value_name = "TEXT", env = "KANRIHYO_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
    /// 争点の値の確信度がこれ未満の指摘を隠す (hide findings whose disputed value is less sure)
    #[arg(long, global = true, value_name = "X", value_parser = confidence)]
    pub min_confidence: Option<f64>,
    /// 既知の指摘を除く: 人の決定 (review.toml)、以前の findings.ndjson など (leaves out what is known: a person's decisions, or findings of an earlier run)
    ///
    /// 人の決定は TOML または NDJSON です。承認・却下した指摘は、もとの数値が変わるまで出ません。訂正した値は訂正後の値で検算し直します。書き方は docs/review.md (decisions are TOML or NDJSON: what was accepted or rejected stays out until its figures change; a correction corrects values, which are then judged anew; see docs/review.md)
    #[arg(long, global = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// 画像だけのページを文字認識で読む: tesseract (reads pages that are pictures by optical recognition)
    ///
    /// 確かめられない値の確信度は 0.9 未満になります。tesseract-ocr と tesseract-ocr-jpn が必要です (what arithmetic does not confirm stays below a confidence of 0.9; needs tesseract-ocr and tesseract-ocr-jpn)
    #[arg(long, global = true, value_enum, value_name = "ENGINE")]
    pub ocr: Option<Ocr>,
    /// 文字認識の結果を残すフォルダ (folder in which the answers of --ocr are kept, so that no page is recognised twice)
    #[arg(long, global = true, value_name = "DIR", requires = "ocr")]
    pub ocr_cache: Option<PathBuf>,
    /// 入力の上限を変える: 名前=数。一覧は kanrihyo limits (another limit of inputs; the command limits lists them)
    #[arg(long, global = true, value_name = "NAME=N")]
    pub limit: Vec<String>,
    /// 指摘があっても 0 で終わる (exit with 0 in spite of findings)
    #[arg(long, global = true)]
    pub exit_zero: bool,
}

impl Common {
    /// How many files are read at a time.
    pub fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(processors, usize::from)
    }
}

/// Engines of optical recognition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[allow(missing_docs)]
pub enum Ocr {
    Tesseract,
}

impl Ocr {
    /// Its name, as [`crate::ocr::engine`] knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tesseract => "tesseract",
        }
    }
}

/// Whom standard error is for: people, or programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[allow(missing_docs)]
pub enum Log {
    #[default]
    Text,
    Json,
}

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Ja, Self::En]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.say("ja", "en")))
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 管理票をまとめて移行する: ファイル・フォルダ → 検算済み JSON (the main job: files and folders in, audited JSON out)
    Migrate(Migrate),
    /// 1 件を読み取り JSON にする (one document as JSON)
    Extract(Extract),
    /// 検算し、食い違いだけを示す (findings only)
    Audit(Audit),
    /// 結果をデータベースに入れる: PostgreSQL、SQLite (results into a database: PostgreSQL, SQLite)
    Load(Load),
    /// 読み取りの途中経過を見る (what the reader saw)
    Inspect(Inspect),
    /// 印字された値を正規化する (what a printed value means, one JSON line each)
    Normalise(Normalise),
    /// JSON スキーマの一覧・表示 (list the JSON schemas, or print one)
    Schema {
        /// スキーマの名前。dictionary はデータ辞書 (name of a schema; without it the list of names; dictionary prints the data dictionary)
        name: Option<String>,
    },
    /// JSON・NDJSON をスキーマで検証する (check files against their schema)
    Validate {
        /// 検証するファイル (files made by this program; - is standard input)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// 検算規則の解説 (the manual of an audit rule; without RULE the list of rules)
    Explain {
        /// 規則の名前 (name of a rule)
        rule: Option<String>,
    },
    /// 入力の上限の一覧 (the limits of inputs: name, number, meaning)
    Limits,
    /// 様式定義 (the forms that are known)
    Profiles {
        /// What to do.
        #[command(subcommand)]
        action: Profiling,
    },
    /// 採点規則 (the scoring rules that are known)
    Rubrics {
        /// What to do.
        #[command(subcommand)]
        action: Catalogue,
    },
    /// ほかのプログラムの求めに 1 行ずつ答える: 依頼 → 文書 JSON (for other programs: a request a line in, a document a line out)
    Worker(Work),
    /// What `--isolate` starts for each input.
    #[command(name = super::isolated::COMMAND, hide = true)]
    Isolated,
    /// ヘルプを表示する (shows help, of one command if named)
    Help {
        /// コマンドの名前 (name of a command; without it the whole program)
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// man ページを出力する: kanrihyo man | man -l - (manual page, of one command if named)
    Man {
        /// コマンドの名前 (name of a command; without it the page of the whole program)
        command: Option<String>,
    },
    /// シェルの補完定義を出力する (completion script for a shell)
    Completions {
        /// シェルの名前 (name of the shell)
        shell: clap_complete::Shell,
    },
}

/// Looking at profiles, or beginning one.
#[derive(Debug, Subcommand)]
pub enum Profiling {
    /// What rubrics have too.
    #[command(flatten)]
    Known(Catalogue),
    /// 様式のファイルから、様式定義のひな形を作る (a first profile from a document of the form)
    New {
        /// 様式の PDF、テキスト、HTML、Excel (a document of the form; - is standard input)
        #[arg(value_name = "FILE")]
        input: PathBuf,
        /// 様式定義の名前: 英数字と「-」 (id of the profile: letters, digits, hyphens)
        #[arg(long, default_value = "new-form", value_name = "ID")]
        id: String,
    },
}

/// Looking at profiles or rubrics.
#[derive(Debug, Subcommand)]
pub enum Catalogue {
    /// 一覧 (list them)
    List,
    /// 1 件を表示する (print one)
    Show {
        /// 名前 (its id)
        id: String,
    },
    /// ファイルの書き方を検査する (check files before they are used)
    Check {
        /// 検査する TOML ファイル (TOML files; - is standard input)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Each input in a process of its own.
#[derive(Args, Clone, Copy, Debug)]
pub struct Isolation {
    /// 1 件ずつ別プロセスで読み、落ちても止まっても続ける (read each input in a process of its own: one that crashes or hangs stops nothing)
    ///
    /// 落ちた、止まった、メモリを使いすぎた入力は failed/ の 1 件になります。読めたものの結果は付けない場合と同じです (what crashes, hangs or takes too much memory is one entry of failed/; what can be read gives the same bytes as without)
    #[arg(long)]
    pub isolate: bool,
    /// 1 件に使うメモリの上限。--isolate が必要 (most memory for an input; needs --isolate)
    #[arg(long, value_name = "SIZE", requires = "isolate", default_value = "2GiB", value_parser = size)]
    pub max_memory: u64,
    /// 1 件にかける時間の上限 (秒)。超えたら too-slow。--isolate が必要 (most seconds for an input, else too-slow; needs --isolate)
    #[arg(long, value_name = "N", requires = "isolate", default_value = "120", value_parser = seconds)]
    pub max_seconds: Duration,
}

/// Arguments of `migrate`.
#[derive(Args, Debug)]
#[command(after_help = "\
途中で止めても、同じコマンドで続きから始まります。同じ --out に二つを同時に実行することはできません
(run the same command again after an interruption: it goes on; only one run at a time writes into a folder)")]
pub struct Migrate {
    /// ファイル、フォルダ (下位も含む)、またはパターン (files, folders with everything below, or patterns)
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// 結果を置くフォルダ (folder for the results)
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// レポート (report/index.html) を作らない (write no report)
    #[arg(long)]
    pub no_report: bool,
    /// Limits from outside.
    #[command(flatten)]
    pub isolation: Isolation,
}

/// Arguments of `worker`.
#[derive(Args, Debug)]
#[command(after_help = "\
標準入力の 1 行が 1 件の依頼、標準出力の 1 行がその返事です。順番は依頼のとおりです。書き方は docs/worker.md
(a line of standard input is a request, a line of standard output its reply, in the order of the requests; see docs/worker.md)")]
pub struct Work {
    /// 文書 JSON の代わりに、6 つの表の行 (Arrow) を返す (answers with rows of the six tables, as Arrow, instead of documents)
    #[arg(long)]
    pub tables: bool,
    /// Limits from outside.
    #[command(flatten)]
    pub isolation: Isolation,
}

/// Arguments of `load`.
#[derive(Args, Debug)]
#[command(after_help = "\
何度実行しても同じ結果になります。すべて入るか、何も変わらないかのどちらかです。表とビューは docs/databases.md
(run it again as often as you like; either all of it is loaded or nothing changes; tables and views: docs/databases.md)")]
pub struct Load {
    /// migrate の結果のフォルダ、文書 JSON、または audit が読むもの (a folder that migrate wrote, documents as JSON, or anything that audit reads)
    #[arg(required_unless_present = "print_sql", value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// 入れる先: postgres://user@host/db、service=名前、FILE.sqlite (where to: postgres://user@host/db, service=name, FILE.sqlite)
    ///
    /// パスワードはここに書けません。PGPASSWORD、~/.pgpass、サービスファイルを使います。sslmode=verify-full などの設定は docs/databases.md (it takes no password: use PGPASSWORD, ~/.pgpass or a service file; docs/databases.md tells of sslmode=verify-full and the rest)
    #[arg(long, required_unless_present = "print_sql", value_name = "TARGET")]
    pub to: Option<String>,
    /// PostgreSQL のスキーマ。既定は kanrihyo (schema in PostgreSQL; kanrihyo by default)
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,
    /// ほかの load が終わるのを待つ秒数 (seconds to wait for another load to end)
    #[arg(long, value_name = "N", default_value = "30", value_parser = seconds)]
    pub wait: Duration,
    /// 表とビューを作る SQL を表示して終わる: duckdb, postgres, sqlite (prints the SQL that creates tables and views, and ends)
    #[arg(long, value_enum, value_name = "DATABASE", conflicts_with_all = ["to", "inputs", "wait"])]
    pub print_sql: Option<Sql>,
    /// Limits from outside.
    #[command(flatten)]
    pub isolation: Isolation,
}

/// Databases whose SQL can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Sql {
    #[value(name = "duckdb")]
    DuckDb,
    Postgres,
    Sqlite,
}

/// Arguments of `extract`.
#[derive(Args, Debug)]
pub struct Extract {
    /// PDF またはテキスト (- は標準入力) (a PDF or a text; - is standard input)
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// 出力先 (既定は標準出力) (output file; standard output by default)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Limits from outside.
    #[command(flatten)]
    pub isolation: Isolation,
}

/// Arguments of `audit`.
#[derive(Args, Debug)]
pub struct Audit {
    /// PDF、テキスト、または作成済みの文書 JSON (PDFs, texts, or documents made earlier; - is standard input)
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// 出力形式。xlsx は年度ごとの指標の表と指摘の一覧、html は 1 ファイルのレポート (form of the output; xlsx holds the indicators by fiscal year, and the findings; html is a report in one file)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// 出力先 (既定は標準出力) (output file; standard output by default)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 争点に印を付けた PDF の写しを置くフォルダ (folder for copies of the PDFs with the disputed values marked)
    ///
    /// 元のファイルのバイト列はそのまま残し、注釈だけを後ろに加えます。暗号化・署名されたものは写しません (the original bytes stay as they are, annotations are appended; encrypted and signed files are left alone)
    #[arg(long, value_name = "DIR")]
    pub mark: Option<PathBuf>,
    /// この採点規則で採点し直す。複数なら最初のもので採点し、すべてを比べる (score again by this rubric; of several the first scores, and all are compared)
    #[arg(long = "rubric", value_name = "ID")]
    pub rubric: Vec<String>,
    /// この重さ以上の指摘があれば 1 で終わる (exit with 1 if there is a finding at least as grave)
    #[arg(long, value_enum, default_value_t = Threshold::Error)]
    pub fail_on: Threshold,
    /// Limits from outside.
    #[command(flatten)]
    pub isolation: Isolation,
}

/// Forms of the output of `audit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Format {
    Text,
    Json,
    Ndjson,
    Sarif,
    Csv,
    Xlsx,
    Html,
}

/// From which severity on findings make `audit` fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Threshold {
    Error,
    Warning,
    Note,
}

/// Arguments of `inspect`.
#[derive(Args, Debug)]
pub struct Inspect {
    /// PDF またはテキスト (a PDF or a text; - is standard input)
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// ページ番号 (1 から) (page, from 1; all of them by default)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub page: Option<u32>,
    /// 見る層 (which layer)
    #[arg(long, value_enum, default_value_t = Layer::Cells)]
    pub layer: Layer,
    /// 1 ページを SVG の図にする (draws one page as SVG, the first unless --page says otherwise; - is standard output)
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// 表を罫線で端末に描く (draws the tables in the terminal)
    ///
    /// PDF は読み取った罫線の表を、ほかの入力と --layer fields は読み取った指標と表を描きます。結合したセルは一つのセルになります (of a PDF the ruled grids as they were seen; of other inputs, and with --layer fields, the indicators and tables of the document; a merged cell is one cell)
    #[arg(long, conflicts_with = "svg")]
    pub draw: bool,
}

/// Layers of what the reader saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Layer {
    Words,
    Rules,
    Cells,
    Fields,
}

/// Arguments of `normalise`.
#[derive(Args, Debug)]
pub struct Normalise {
    /// 印字された値 (無ければ標準入力を 1 行ずつ) (printed values; without them each line of standard input)
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub texts: Vec<String>,
    /// 何として読むか (what it is read as)
    #[arg(long = "as", value_enum, default_value_t = Sort::Quantity, value_name = "SORT")]
    pub sort: Sort,
    /// 見出し (単位や縮尺がここから決まる) (heading of the column, which may give unit and scale)
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub header: Option<String>,
    /// 管理票の年度 (西暦) (western fiscal year of the sheet)
    #[arg(long, value_name = "N")]
    pub sheet_year: Option<i32>,
    /// \n \t \uXXXX \\ を解釈する (understand these escapes in TEXT and in lines)
    #[arg(long)]
    pub escaped: bool,
}

/// What a printed value is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Sort {
    Quantity,
    Criteria,
    Grade,
    Code,
    FiscalYear,
    Date,
}

fn confidence(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("0 から 1 の数を指定してください (a number from 0 to 1 is expected)".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let positive = text.parse().ok().filter(|seconds| *seconds > 0.0);
    positive
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "正の秒数を指定してください (a number of seconds over 0 is expected)".to_owned())
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.get(digits.len()..).unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "b" => Some(0),
        "k" | "kb" | "kib" => Some(10),
        "m" | "mb" | "mib" => Some(20),
        "g" | "gb" | "gib" => Some(30),
        _ => None,
    };
    let bytes = digits.parse::<u64>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(1 << unit));
    bytes
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "512MiB や 2GiB のように指定してください (a size such as 512MiB or 2GiB is expected)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Arguments, size};
    use clap::CommandFactory;

    #[test]
    fn sizes_have_units() {
        assert_eq!(["7", "1k", "512MiB", "2gb"].map(size), [7, 1 << 10, 512 << 20, 2 << 30].map(Ok));
        assert!(["", "0", "GiB", "2 TiB", "-1", "1.5G", "99999999999GiB", "５"].map(size).iter().all(Result::is_err));
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
