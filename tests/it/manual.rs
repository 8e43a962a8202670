//! The manual in the binary: every command, argument, topic, metric and code has its page, in both
//! languages; a command line that is wrong is told in the reader's language.

use std::collections::{BTreeMap, BTreeSet};

use crate::room::{Room, Told};

const LANGS: [(&str, &str); 2] = [("pt_BR.UTF-8", "pt-BR"), ("en_US.UTF-8", "en")];
/// What clap says by itself.
const OF_CLAP: [&str; 12] = [
    "Usage",
    "Options:",
    "Commands:",
    "Arguments:",
    "Print help",
    "possible values",
    "default:",
    "error:",
    "tip:",
    "For more information",
    "[OPTIONS]",
    "SYNOPSIS",
];

fn say(lang: &str, arguments: &[&str]) -> Told {
    let room = Room::empty();
    let mut command = crate::room::program();
    // Wide enough that no line of the help is broken.
    let command = command.args(arguments).current_dir(room.path("")).env("LANG", lang);
    room.tell(command.env("COLUMNS", "400"))
}

fn page(lang: &str, topic: &str) -> String {
    let told = say(lang, &["help", topic]);
    assert_eq!(told.exit, 0, "{lang} help {topic}: {}", told.stderr);
    told.stdout
}

fn section(language: &str, name: &str) -> BTreeMap<String, String> {
    let path = format!("{}/templates/texts/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut all: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    all.remove(name).unwrap()
}

/// The commands that the help lists, `ledger`'s own too.
fn commands() -> Vec<Vec<&'static str>> {
    let plain = [
        "init",
        "convert",
        "forget",
        "inspect",
        "check",
        "run",
        "open",
        "agreement",
        "history",
        "log",
        "close",
        "preview",
        "send",
        "export",
        "fleet",
        "status",
        "ledger",
        "schedule",
        "plan",
        "explain",
        "completions",
        "man",
        "schema",
        "help",
    ];
    let below = ["check", "restore", "adopt"].map(|one| vec!["ledger", one]);
    plain.into_iter().map(|one| vec![one]).chain(below).collect()
}

#[test]
fn every_command_is_explained_in_the_language_of_the_reader() {
    for (lang, language) in LANGS {
        let texts = section(language, "cli");
        let all = say(lang, &["--help"]).stdout;
        for command in commands() {
            let about = &texts[&command.join("-")];
            let asked: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
            let own = say(lang, &asked);
            assert_eq!(own.exit, 0, "{command:?}");
            assert!(own.stdout.starts_with(about.as_str()), "{lang} {command:?}: {}", own.stdout);
            assert!(command.len() > 1 || all.contains(about.as_str()), "{command:?} is not listed");
            let helped = page(lang, &command.join(" "));
            assert!(helped.starts_with(own.stdout.trim_end()), "help {command:?}: {helped}");
            // Every option and argument has its words: none stands alone on its line.
            for line in own.stdout.lines().filter(|line| line.trim_start().starts_with(['-', '<']))
            {
                assert!(line.trim().contains("  "), "{lang} {command:?}: {line}");
            }
            if language == "pt-BR" {
                let foreign = OF_CLAP.iter().find(|word| own.stdout.contains(**word));
                assert!(foreign.is_none(), "{command:?}: {foreign:?}\n{}", own.stdout);
            }
        }
    }
}

#[test]
fn every_topic_is_known_by_its_words_in_both_languages() {
    let (pt, en) = (section("pt-BR", "help"), section("en", "help"));
    let topics: Vec<&str> = pt.keys().filter_map(|key| key.strip_prefix("name-")).collect();
    assert_eq!(topics.len(), 11);
    for (lang, own) in [("pt_BR", &pt), ("en_US", &en)] {
        let contents = say(lang, &["help"]).stdout;
        for topic in &topics {
            let (name, title) = (format!("name-{topic}"), &own[&format!("title-{topic}")]);
            assert!(contents.contains(title.as_str()) && contents.contains(own[&name].as_str()));
            for word in [&pt[&name], &en[&name], &pt[&name].to_uppercase().replace('-', " ")] {
                assert!(page(lang, word).contains(title.as_str()), "{lang} {word}");
            }
        }
    }
    assert!(page("pt_BR", "primeiro relatório").starts_with("Do zero"), "with its accent");
}

#[test]
fn pages_are_made_of_the_starter_and_the_catalogues() {
    for (lang, language) in LANGS {
        let starter = acordo_starter(language);
        let cases = [
            ("hours", "[working-time]", "br-sp"),
            ("mail", "[mail.deliver]", "[notify]"),
            ("privacy", "[report]", "personal-data"),
            ("sources", "[[source]]", "hubspot-tasks"),
            ("columns", "[source.columns]", "first-contact = "),
            ("promises", "[[commitment]]", "stage-time"),
        ];
        for (topic, table, word) in cases {
            let page = page(lang, topic);
            assert!(page.contains(table) && page.contains(word), "{lang} {topic}: {page}");
            let begins = &section(language, "help")["in-agreement"];
            let of_starter = page.lines().skip_while(|line| line != begins).skip(1);
            let of_starter: Vec<&str> = of_starter.filter(|line| !line.is_empty()).collect();
            let missing = of_starter.iter().find(|line| !starter.contains(**line));
            assert!(missing.is_none(), "{lang} {topic}: the starter has no line {missing:?}");
        }
        assert!(!page(lang, "hours").contains("[[commitment]]"));
    }
}

fn acordo_starter(language: &str) -> String {
    let path = format!("{}/templates/acordo.{language}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn every_metric_has_a_page_by_each_of_its_names() {
    for (lang, language) in LANGS {
        let (means, nouns) = (section(language, "explain"), section(language, "noun"));
        for spec in acordo::metrics::CATALOGUE {
            let word = spec.metric.word();
            let own = page(lang, word);
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat(&own).contains(&flat(&means[&format!("means-{word}")])), "{lang} {word}");
            let every_key = spec.requires.iter().chain(spec.takes);
            let unnamed = every_key.into_iter().find(|key| !own.contains(**key));
            assert!(unnamed.is_none(), "{lang} {word}: {unnamed:?}");
            assert_eq!(page(lang, &nouns[word]), own, "{lang}: {}", nouns[word]);
        }
    }
}

#[test]
fn every_code_has_its_sentence() {
    for (lang, language) in LANGS {
        let all = page(lang, "errors");
        for exit in 0..=8 {
            assert!(all.lines().any(|line| line.starts_with(&format!("  {exit}  "))), "{exit}");
        }
        let issues = section(language, "issue");
        let codes: BTreeSet<&String> = issues
            .keys()
            .filter(|key| key.strip_suffix("-one").is_none_or(|many| !issues.contains_key(many)))
            .collect();
        for code in codes {
            assert!(all.contains(&format!("\n{code}: ")), "{lang}: {code}");
        }
        assert!(all.contains("\nunknown-key: ") && !all.contains("\nkind-text"));
        let one = page(lang, "file-encrypted");
        assert!(one.starts_with("file-encrypted\n") && one.contains("…"), "{one}");
    }
}

#[test]
fn a_command_line_that_is_wrong_is_told_in_the_language_of_the_reader() {
    let cases: [(&[&str], &str, &str); 12] = [
        (
            &["exlain"],
            "“exlain” não é um comando. Você quis dizer explain?",
            "Did you mean explain?",
        ),
        (&["run", "--perido", "x"], "“--perido” não é opção", "Did you mean --period?"),
        (&["explain"], "Falta: <MÉTRICA | LEAD>", "Missing: <METRIC | LEAD>"),
        (&["run", "--period"], "--period <PERÍODO>: falta o valor", "a value is missing"),
        (
            &["schedule", "foo"],
            "“foo” não serve aqui. Pode ser: systemd, cron",
            "It may be: systemd",
        ),
        (&["close", "--verify", "--yes"], "não combina com", "does not go with"),
        (&["inspect", "--rows", "x", "a.csv"], "“x” não serve", "“x” does not fit"),
        (&["run", "--open", "--open"], "só pode estar uma vez", "may stand only once"),
        (&["ledger"], "Falta dizer o que fazer", "Say what is to be done"),
        (&[], "Falta dizer o que fazer", "Say what is to be done"),
        (&["completions", "tcsh"], "Pode ser: bash", "It may be: bash"),
        (&["help", "fonte"], "Você quis dizer fontes?", "“fonte” is no topic"),
    ];
    for (arguments, pt, en) in cases {
        for (lang, says) in [("pt_BR", pt), ("en_US", en)] {
            let told = say(lang, arguments);
            assert_eq!(told.exit, 2, "{arguments:?}: {}", told.stderr);
            assert!(told.stderr.contains(says), "{lang} {arguments:?}: {}", told.stderr);
            let foreign = OF_CLAP.iter().find(|word| told.stderr.contains(**word));
            let is_foreign = lang == "pt_BR" && foreign.is_some();
            assert!(!is_foreign, "{arguments:?}: {foreign:?}\n{}", told.stderr);
            let names_help = told.stderr.contains("acordo help");
            assert!(names_help, "{lang} {arguments:?}: {}", told.stderr);
        }
    }
}

#[test]
fn manual_page_and_completions_speak_it_too() {
    let (pt, en) = (say("pt_BR", &["man"]).stdout, say("en_US", &["man"]).stdout);
    assert!(pt.contains(".SH NOME") && pt.contains(".SH OPÇÕES") && !pt.contains(".SH NAME"));
    assert!(en.contains(".SH NAME") && en.contains(".SH OPTIONS"));
    assert!(pt.contains("Abre a planilha mais nova") && en.contains("Open the newest workbook"));
    for shell in ["fish", "zsh", "powershell"] {
        let pt = say("pt_BR", &["completions", shell]).stdout;
        assert!(pt.contains("Só os erros") && !pt.contains("Only errors"), "{shell}");
        assert!(say("en_US", &["completions", shell]).stdout.contains("Only errors"), "{shell}");
    }
}

#[test]
fn the_agreement_decides_the_language_before_the_system_does() {
    let room = Room::empty();
    let words = |text: &str| format!("[agreement]\nname = \"x\"\nlanguage = \"{text}\"\n");
    std::fs::write(room.path("acordo.toml"), words("pt-BR")).unwrap();
    std::fs::write(room.path("other.toml"), words("en")).unwrap();
    let cases =
        [("en_US", "--help", "Uso: acordo"), ("pt_BR", "-c other.toml --help", "Usage: acordo")];
    for (lang, arguments, says) in cases {
        let mut command = crate::room::program();
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let told = room.tell(command.args(arguments).current_dir(room.path("")).env("LANG", lang));
        assert!(told.stdout.contains(says), "{lang}: {}", told.stdout);
    }
}
