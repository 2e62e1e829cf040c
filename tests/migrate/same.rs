//! The same inputs give the same bytes, whatever surrounds the program.

use crate::bench::{Bench, html, is_full, sample, text, variant};

/// The documents that ship with the project; without a sweep those that are read quickly.
const SHIPPED: [&str; 12] = [
    "forms/hoshimi-2021.pdf",
    "forms/hoshimi-2021.tables.txt",
    "forms/hoshimi-2022.pdf",
    "forms/hoshimi-2023.pdf",
    "forms/hoshimi-card-2022.pdf",
    "forms/hoshimi-list-2021.pdf",
    "sheets/zuiun-2019.pdf",
    "sheets/zuiun-2021-1-5.pdf",
    "sheets/zuiun-2021-2-6.pdf",
    "sheets/zuiun-2021.layout.txt",
    "sheets/zuiun-2021.pdf",
    "sheets/zuiun-2021.stream.cp932.txt",
];

#[test]
fn neither_threads_nor_order_nor_surroundings_change_a_byte() {
    let bench = Bench::new();
    for name in SHIPPED.into_iter().take(if is_full() { 12 } else { 9 }) {
        bench.put(name, sample(name));
    }
    bench.put("copies/a.pdf", variant(1));
    bench.put("copies/b/a.pdf", variant(1));
    bench.put("copies/b/a.txt", text(1));
    for bad in ["bad/x.pdf", "bad/b/x.pdf", "bad/c/x.pdf"] {
        bench.put(bad, "no PDF");
    }
    bench.put("bad/torn.html", &html(2).as_bytes()[..60]);
    let orders = [
        ["in/copies", "in/sheets", "in/forms/*.pdf", "in/bad", "in/gone.pdf", "in/forms"],
        ["in/gone.pdf", "in/forms", "in/bad", "in/forms/*.pdf", "in/sheets", "in/copies"],
        ["in/forms/*.pdf", "in/copies", "in/bad/", "in/forms", "in/sheets", "in/gone.pdf"],
    ];
    let surroundings = [
        ("1", orders[0], "C", "UTC", None),
        ("2", orders[1], "ja_JP.SJIS", "Asia/Tokyo", None),
        ("5", orders[2], "tr_TR.UTF-8", "America/St_Johns", Some("--isolate")),
    ];
    let mut first = None;
    for (jobs, order, locale, zone, isolate) in surroundings {
        let _ = std::fs::remove_dir_all(bench.path("out"));
        let run = |more: &[&str]| {
            let mut command = bench.command(&[&["migrate", "--out", "out", "--jobs", jobs], more, &order].concat());
            for variable in ["LANG", "LC_ALL", "LC_NUMERIC", "LANGUAGE"] {
                command.env(variable, locale);
            }
            command.env("TZ", zone).env("COLUMNS", "40").env("TERM", "dumb");
            let output = command.args(isolate).output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{told}");
            ((output.stdout, told), bench.results())
        };
        let (said, results) = run(&[]);
        let (_, again) = run(&[]);
        assert!(again == results, "a second run over its own results: --jobs {jobs}");
        let (first_said, first_results) = first.get_or_insert((said.clone(), results.clone()));
        let differ = |name: &&String| first_results.get(*name) != results.get(*name);
        let differing: Vec<_> = first_results.keys().chain(results.keys()).filter(differ).collect();
        assert!(differing.is_empty(), "--jobs {jobs}, {locale}, {zone}: {differing:?}");
        assert_eq!(*first_said, said);
    }
}

#[test]
fn an_audit_tells_of_its_inputs_in_their_order() {
    let bench = Bench::new();
    // The first takes longest.
    bench.put("a.txt", [sample("sheets/zuiun-2021.layout.txt"), b"\xFF".to_vec()].concat());
    for number in 1..6 {
        bench.put(&format!("b{number}.txt"), text(number));
        bench.put(&format!("c{number}.html"), &html(number).as_bytes()[..100]);
    }
    let told = |jobs: &str| {
        let output = bench.command(&["audit", "in", "--jobs", jobs, "--exit-zero"]).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let alone = told("1");
    assert!(alone.lines().count() > 6, "{alone}");
    let names: Vec<&str> = alone.lines().filter_map(|l| l.split("in/").nth(1)?.split(':').next()).collect();
    assert!(names.is_sorted(), "{alone}");
    for jobs in ["2", "5"] {
        assert_eq!(told(jobs), alone);
    }
}
