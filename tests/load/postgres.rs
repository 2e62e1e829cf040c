//! Into PostgreSQL.

use crate::bench::{HOSTILE, command, document, documents, expected, hostile, kanrihyo, other, run, said, written};
use crate::server::{PASSWORD, Server, USER};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

fn load(server: &Server, inputs: &[&str]) -> (i32, String) {
    kanrihyo(&[&["load", "--to", &server.socket(USER)], inputs].concat())
}

fn counts(server: &Server) -> BTreeMap<&'static str, i64> {
    let count = |name: &'static str| (name, server.one(&format!("SELECT count(*) FROM kanrihyo.{name}")));
    ["document", "sheet", "indicator", "observation", "score", "finding"].map(count).into()
}

fn folder() -> String {
    run().to_string_lossy().into_owned()
}

#[test]
fn all_of_a_run_is_loaded_and_what_differs_is_replaced() {
    let server = Server::start();
    let (status, told) = load(&server, &[&folder()]);
    assert_eq!(status, 0, "{told}");
    let (mut rows, sum) = expected(&documents());
    rows.insert("finding", fs::read_to_string(run().join("findings.ndjson")).unwrap().lines().count() as i64);
    assert_eq!(counts(&server), rows);
    let loaded: String = server
        .client("data")
        .query_one("SELECT trim_scale(sum(value))::text FROM kanrihyo.observation", &[])
        .unwrap()
        .get(0);
    assert_eq!(loaded.parse::<Decimal>().unwrap(), sum, "to the last digit");
    let before = server.dump();
    let (status, told) = load(&server, &[&folder()]);
    assert_eq!((status, told.contains("rows: 0 written, 0 kept as past")), (0, true), "{told}");
    assert_eq!(before, server.dump(), "not a byte differs");
    for view in ["achievement_by_department", "printed_against_recomputed", "restated_history", "sheet_recorded"] {
        assert!(server.one(&format!("SELECT count(*) FROM kanrihyo.{view}")) > 0, "{view}");
    }
    let about = "SELECT count(*) FROM pg_description d JOIN pg_class c ON c.oid = d.objoid \
                 WHERE c.relname = 'observation' AND d.description LIKE '%As printed%'";
    assert_eq!(server.one(about), 1, "columns say what they are");

    let bench = tempfile::tempdir().unwrap();
    let field = "/sheets/0/indicators/0/observations/0/value";
    let mut changed = document("zuiun-2019.pdf");
    *changed.pointer_mut(&format!("{field}/printed")).unwrap() = "見直し".into();
    let path = written(bench.path(), "a.json", &changed);
    let (status, told) = load(&server, &[&path]);
    assert_eq!((status, told.contains("1 replaced")), (0, true), "{told}");
    let known = |at: &str| {
        server.one(&format!(
            "SELECT count(*) FROM kanrihyo.observation_as_known({at}) WHERE published_year = 2019 \
             AND field = '{field}' AND printed = '見直し'"
        ))
    };
    let past = "(SELECT recorded_from FROM kanrihyo.document_past)";
    assert_eq!((known("now()"), known(past)), (1, 0), "as known then and now");
    assert_eq!(server.one("SELECT count(*) FROM kanrihyo.observation_as_known('2001-01-01')"), 0);
    let then = format!("SELECT count(*) FROM kanrihyo.observation_as_known({past})");
    assert_eq!(server.one(&then) as i64, rows["observation"]);

    let (first, corrected) = (document("zuiun-2021.pdf"), other(document("zuiun-2021.pdf"), 'c'));
    let paths = [written(bench.path(), "b.json", &first), written(bench.path(), "c.json", &corrected)];
    let (status, told) = load(&server, &[&paths[1]]);
    assert_eq!((status, told.contains("1 new (1 of them corrections)")), (0, true), "{told}");
    let before = server.dump();
    let (status, told) = load(&server, &[&paths[0], &paths[1]]);
    assert_eq!((status, told.contains("rows: 0 written") && told.contains("its correction cccc")), (0, true), "{told}");
    assert_eq!(before, server.dump());

    let path = written(bench.path(), "h.json", &hostile(document("zuiun-2021-1-5.pdf")));
    let (status, told) = load(&server, &[&path]);
    assert_eq!(status, 0, "{told}");
    let row = server
        .client("data")
        .query_one("SELECT project_name FROM kanrihyo.sheet WHERE document_id LIKE '7777%'", &[])
        .unwrap();
    assert_eq!(row.get::<_, String>(0), HOSTILE.replace('\0', "\u{fffd}"));
    let notes = r"SELECT count(*) FROM kanrihyo.observation WHERE notes ->> 1 = '\u0000' AND notes ->> 2 = U&'\FFFD'";
    assert!(server.one(notes) > 0, "JSON loses nothing but U+0000");
    assert!(load(&server, &[&path]).1.contains("rows: 0 written"));
}

#[test]
fn a_load_that_is_cut_leaves_everything_as_it_was() {
    let server = Server::start();
    let bench = tempfile::tempdir().unwrap();
    let mut earlier = other(document("zuiun-2021-1-5.pdf"), '9');
    earlier["source"]["name"] = "earlier.pdf".into();
    let sheets = earlier["sheets"].as_array().unwrap().len() as i64;
    load(&server, &[&written(bench.path(), "a.json", &earlier)]);
    let before = server.dump();
    let all = folder();
    let through = |proxy: u16| {
        let target = format!("postgres://{USER}@127.0.0.1:{proxy}/data?sslmode=disable");
        said(&command(&["load", "--to", &target, &all]).env("PGPASSWORD", PASSWORD).output().unwrap())
    };
    // The way is cut after so many bytes: at the password, among the first questions, within rows.
    for bytes in [40, 1_000, 20_000, 400_000] {
        let (status, told) = through(proxy(server.port, bytes));
        assert_eq!(status, 4, "{bytes}: {told}");
        assert!(told.contains("run again") || told.contains("cannot connect"), "{bytes}: {told}");
        assert!(!told.contains(PASSWORD), "{told}");
        assert_eq!(server.dump(), before, "{bytes}");
    }
    // The server ends the session when rows of other tables have been sent.
    let mut holder = server.client("data");
    holder.batch_execute("BEGIN; LOCK TABLE kanrihyo.observation IN EXCLUSIVE MODE").unwrap();
    let target = server.socket(USER);
    let child =
        command(&["load", "--to", &target, &all]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE wait_event_type = 'Lock' AND query LIKE 'COPY%'";
    while server.one(end) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came to its rows");
        thread::sleep(Duration::from_millis(20));
    }
    let (status, told) = said(&child.wait_with_output().unwrap());
    assert_eq!((status, told.contains("nothing has changed")), (4, true), "{told}");
    holder.batch_execute("ROLLBACK").unwrap();
    assert_eq!(server.dump(), before);
    let (status, told) = load(&server, &[&all]);
    assert_eq!((status, told.contains("6 new")), (0, true), "{told}");
    assert_eq!(counts(&server)["sheet"], expected(&documents()).0["sheet"] + sheets);
}

/// A way to a port of this machine that is cut after so many bytes.
fn proxy(to: u16, bytes: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = TcpStream::connect(("127.0.0.1", to)).unwrap();
        let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut from, &mut back));
        let _ = std::io::copy(&mut Read::take(&client, bytes), &mut &server);
        let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
    });
    port
}

#[test]
fn two_loads_at_the_same_time_wait_for_each_other() {
    let server = Server::start();
    let (all, target) = (folder(), server.socket(USER));
    let start =
        || command(&["load", "--to", &target, &all]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let both = [start(), start()].map(|child| said(&child.wait_with_output().unwrap()));
    assert!(both.iter().all(|(status, _)| *status == 0), "{both:?}");
    assert_eq!(both.iter().filter(|(_, told)| told.contains("6 new")).count(), 1, "{both:?}");
    let mut holder = server.client("data");
    holder.execute("SELECT pg_advisory_lock(hashtextextended('kanrihyo load kanrihyo', 0))", &[]).unwrap();
    let (status, told) = load(&server, &["--wait", "0.2", &all]);
    assert_eq!((status, told.contains("another load is at work")), (4, true), "{told}");
    assert_eq!(load(&server, &["--wait", "0.2", "--schema", "it's \"other\"", &all]).0, 0, "another schema is free");
}

#[test]
fn a_role_needs_no_more_than_the_manual_says() {
    let server = Server::start();
    let folder = folder();
    let manual = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/databases.md")).unwrap();
    let roles =
        manual.split("```sql\n").find(|block| block.contains("CREATE ROLE")).unwrap().split("```").next().unwrap();
    let (status, schema) = kanrihyo(&["load", "--print-sql", "postgres"]);
    assert_eq!(status, 0, "{schema}");
    server.client("data").batch_execute(&schema).unwrap();
    server.client("data").batch_execute(roles).unwrap();
    let as_role = |role: &str| kanrihyo(&["load", "--to", &server.socket(role), &folder]);
    let (status, told) = as_role("kanrihyo_reader");
    assert_eq!((status, told.contains("a privilege is missing")), (4, true), "{told}");
    let (status, told) = as_role("kanrihyo_loader");
    assert_eq!((status, told.contains("6 new")), (0, true), "{told}");
    let bench = tempfile::tempdir().unwrap();
    let mut changed = document("zuiun-2019.pdf");
    changed["tool"]["version"] = "0.0.1".into();
    let path = written(bench.path(), "a.json", &changed);
    let (status, told) = kanrihyo(&["load", "--to", &server.socket("kanrihyo_loader"), &path]);
    assert_eq!((status, told.contains("1 replaced")), (0, true), "{told}");
    let mut loader = postgres::Client::connect(&server.socket("kanrihyo_loader"), postgres::NoTls).unwrap();
    for forbidden in
        ["DELETE FROM kanrihyo.document_past", "UPDATE kanrihyo.sheet SET page = 1", "DROP TABLE kanrihyo.sheet"]
    {
        assert!(loader.execute(forbidden, &[]).is_err(), "{forbidden}");
    }
    let mut reader = postgres::Client::connect(&server.socket("kanrihyo_reader"), postgres::NoTls).unwrap();
    let questions = manual.split("```sql\n").skip(1).map(|block| block.split("```").next().unwrap());
    let questions: Vec<&str> =
        questions.filter(|block| block.contains("SELECT") && !block.contains("CREATE")).collect();
    assert!(questions.len() >= 4);
    for question in questions {
        reader.batch_execute(question).unwrap_or_else(|error| panic!("{question}: {error:?}"));
    }
    assert!(reader.execute("DELETE FROM kanrihyo.sheet", &[]).is_err());
}

/// Target, variables of the environment, exit status, a part of what is said.
type Case<'a> = (String, &'a [(&'a str, &'a str)], i32, &'a str);

#[test]
fn the_way_to_a_server_is_libpqs() {
    let server = Server::start();
    let bench = tempfile::tempdir().unwrap();
    let input = written(bench.path(), "a.json", &document("zuiun-2021-1-5.pdf"));
    let try_with = |target: &str, variables: &[(&str, &str)]| {
        let mut command = command(&["load", "--to", target, &input]);
        command.env("HOME", bench.path()).envs(variables.iter().copied());
        let (status, told) = said(&command.output().unwrap());
        assert!(!told.contains(PASSWORD), "{told}");
        (status, told)
    };
    let at = |host: &str, query: &str| format!("postgres://{USER}@{host}:{}/data{query}", server.port);
    let (password, port) = (("PGPASSWORD", PASSWORD), server.port.to_string());
    let (ca, stranger) = (server.path("ca.crt"), server.path("other.crt"));
    let cases: [Case<'_>; 14] = [
        (at("127.0.0.1", ""), &[password], 0, ""),
        (at("127.0.0.1", "?sslmode=require"), &[password], 0, ""),
        (at("localhost", &format!("?sslmode=verify-full&sslrootcert={ca}")), &[password], 0, ""),
        (at("127.0.0.1", &format!("?sslmode=verify-ca&sslrootcert={ca}")), &[password], 0, ""),
        (at("127.0.0.1", &format!("?sslmode=verify-full&sslrootcert={ca}")), &[password], 4, "certificate"),
        (at("localhost", "?sslmode=verify-ca"), &[password, ("PGSSLROOTCERT", &stranger)], 4, "certificate"),
        (at("localhost", "?sslmode=verify-ca&sslrootcert=/no/file"), &[password], 2, "/no/file"),
        (at("localhost", ""), &[("PGPASSWORD", "wrong")], 4, "does not let this user in"),
        (at("localhost", ""), &[], 4, "password"),
        (format!("postgres://nobody@localhost:{port}/data"), &[password], 4, "does not let this user in"),
        (format!("postgres://{USER}@localhost:{port}/nothing"), &[password], 4, "no database of this name"),
        ("postgres://localhost:1/data".to_owned(), &[password], 4, "cannot connect"),
        (at("localhost", "?sslmode=sometimes"), &[], 2, "sslmode"),
        ("service=nowhere".to_owned(), &[], 2, "service"),
    ];
    for (target, variables, status, part) in &cases {
        let (code, told) = try_with(target, variables);
        assert_eq!((code, told.contains(part)), (*status, true), "{target}: {told}");
    }
    let secret = PASSWORD.replace('\\', "\\\\").replace(':', "\\:");
    let passfile = bench.path().join(".pgpass");
    fs::write(&passfile, format!("localhost:{port}:data:{USER}:{secret}\n")).unwrap();
    open_to(&passfile, 0o644);
    let (status, told) = try_with(&at("localhost", ""), &[]);
    assert_eq!((status, told.contains("chmod 600")), (4, true), "{told}");
    open_to(&passfile, 0o600);
    assert_eq!(try_with(&at("localhost", ""), &[]).0, 0);
    let services = bench.path().join("services");
    fs::write(&services, format!("[evaluation]\nhost=localhost\nport={port}\ndbname=data\nuser={USER}\n")).unwrap();
    let services = services.to_string_lossy().into_owned();
    let (status, told) = try_with("service=evaluation sslmode=require", &[("PGSERVICEFILE", &services)]);
    assert_eq!(status, 0, "{told}");

    server.client("postgres").batch_execute("ALTER DATABASE data SET default_transaction_read_only = on").unwrap();
    let changed = written(bench.path(), "b.json", &document("zuiun-2019.pdf"));
    let (status, told) = load(&server, &[&changed]);
    assert_eq!((status, told.contains("read-only")), (4, true), "{told}");
    server.client("postgres").batch_execute("ALTER DATABASE data RESET default_transaction_read_only").unwrap();
    server
        .client("data")
        .batch_execute("UPDATE kanrihyo.schema_version SET version = 99, tool = 'kanrihyo 9.9'")
        .unwrap();
    let (status, told) = load(&server, &[&changed]);
    assert_eq!((status, told.contains("newer kanrihyo 9.9")), (2, true), "{told}");
}

fn open_to(file: &PathBuf, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}
