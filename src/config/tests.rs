//! The design's example, the starters, the presets, and each kind of problem with its line.

use std::path::Path;

use super::presets::PRESETS;
use super::*;
use crate::model::agreement::{
    Account, Column, LeadsPerSale, MailSettings, PeriodKind, SecretSource, Security, SignIn, Target,
};
use crate::model::brand::Paint;
use crate::model::words::{Metric, Milestone};

const EVERY_KEY: &str = include_str!("fixtures/every-key.toml");

const SMALL: &str = r#"[agreement]
name = "A"
language = "en"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 100
leads-per-sale = "6:1"
where = { product = "X" }
[working-time]
weekdays = ["09:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = "plan"
[[commitment]]
id = "fast"
team = "sales"
metric = "first-attempt"
target = "90%"
within = "15m"
[[source]]
name = "crm"
table = "leads"
files = "exports/*.csv"
extra = ["product"]
[source.columns]
email = "Email"
delivered = "Delivered"
product = "Product"
"#;

/// The agreement of a text, or its problems.
pub fn read(text: &str) -> Result<Agreement, Vec<Problem>> {
    understand(text, Path::new("/nowhere/acordo.toml"))
}

/// The file with one line replaced (from 1).
pub fn with(line: usize, text: &str) -> String {
    let lines = SMALL.lines().enumerate().map(|(at, old)| if at + 1 == line { text } else { old });
    lines.collect::<Vec<_>>().join("\n")
}

/// Line, path and code of each problem.
pub fn problems(text: &str) -> Vec<(u32, String, &'static str)> {
    read(text).err().unwrap_or_default().into_iter().map(|p| (p.line, p.path, p.code)).collect()
}

#[test]
fn a_small_file_is_understood() {
    let agreement = read(SMALL).unwrap();
    let objective = agreement.objectives.first().unwrap();
    assert_eq!(
        (objective.period, objective.leads_per_sale),
        (PeriodKind::Month, Some(LeadsPerSale::Ratio(6.0, 1.0)))
    );
    let plan = agreement.commitments.first().unwrap();
    assert_eq!(
        (plan.id.as_str(), plan.target, plan.conditions.len()),
        ("leads-delivered", Target::Plan, 1),
        "inherits the objective's scope"
    );
    let fast = agreement.commitments.get(1).unwrap();
    assert_eq!((fast.target, fast.min_sample, fast.conditions.len()), (Target::Share(0.9), 10, 0));
    assert!(fast.within.is_some_and(|within| within.elapsed_seconds() == 900));
    let source = agreement.sources.first().unwrap();
    assert_eq!(source.files, ["/nowhere/exports/*.csv"]);
    assert_eq!(
        (agreement.re_entry, agreement.burst, agreement.hash.len()),
        (Some(7_776_000), 900, 64)
    );
}

#[test]
fn every_key_of_the_design_is_known() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("feriados.csv"), "").unwrap();
    // The logo is looked at where the agreement's own file is read.
    let agreement = understand(EVERY_KEY, &folder.path().join("acordo.toml"))
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(agreement.notify.slack.as_deref(), Some("ACORDO_SLACK"));
    let links = agreement.report.links;
    let lead = links.lead.and_then(|address| address.to("a b"));
    assert_eq!(lead.as_deref(), Some("https://crm.empresa.com.br/leads/a%20b"));
    let brand = agreement.report.brand;
    assert_eq!(brand.colour.map(Paint::hex).as_deref(), Some("#1F5FA6"));
    let logo = brand.logo.unwrap();
    assert_eq!((logo.file.file_name().unwrap().to_str(), logo.picture), (Some("logo.png"), None));
}

#[test]
fn links_and_brands_that_cannot_be_are_refused() {
    let cases = [
        ("[links]\nlead = \"javascript:{id}\"", "links.lead", "bad-value"),
        ("[links]\ndeal = \"https://crm.test/deals\"", "links.deal", "bad-value"),
        ("[links]\nleads = \"https://crm.test/{id}\"", "links.leads", "unknown-key"),
        ("[brand]\ncolour = \"blue\"", "brand.colour", "bad-value"),
        ("[brand]\ncolour = \"#FFCC00\"", "brand.colour", "low-contrast"),
        ("[brand]\nlogo = \"https://x.test/logo.png\"", "brand.logo", "not-a-path"),
    ];
    for (text, path, code) in cases {
        let told = problems(&format!("{SMALL}{text}"));
        let told: Vec<(&str, &str)> = told.iter().map(|own| (own.1.as_str(), own.2)).collect();
        assert_eq!(told, [(path, code)], "{text}");
    }
    let light = read(&format!("{SMALL}[brand]\ncolour = \"#FFCC00\"")).unwrap_err();
    assert_eq!(light.first().unwrap().found, "#FFCC00 (1.51:1)");
}

#[test]
fn a_logo_is_a_whole_png_of_a_bounded_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acordo.toml");
    std::fs::write(&path, format!("{SMALL}[brand]\nlogo = \"logo.png\"")).unwrap();
    let png = |width: u32, height: u32| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let pixels = vec![0; (width * height) as usize];
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    };
    let good = png(40, 20);
    let cut = good.get(..good.len() - 20).unwrap().to_vec();
    let large = [good.clone(), vec![0; 200_000]].concat();
    for (what, bytes) in [
        ("cut", cut),
        ("no picture", b"GIF89a".to_vec()),
        ("wide", png(2_001, 1)),
        ("large", large),
    ] {
        std::fs::write(folder.path().join("logo.png"), bytes).unwrap();
        let told = load(&path).unwrap_err();
        let told: Vec<(u32, &str)> = told.iter().map(|own| (own.line, own.code)).collect();
        assert_eq!(told, [(32, "bad-logo")], "{what}");
    }
    std::fs::write(folder.path().join("logo.png"), &good).unwrap();
    let agreement = load(&path).unwrap();
    let picture = agreement.report.brand.picture().unwrap();
    assert_eq!((picture.width, picture.height, &*picture.png), (40, 20, &*good));
    std::fs::remove_file(folder.path().join("logo.png")).unwrap();
    assert_eq!(load(&path).unwrap_err().len(), 1, "it is not there");
}

fn deliver(lines: &str) -> Result<MailSettings, Vec<(String, &'static str)>> {
    let text = format!("{SMALL}[mail]\nfrom = \"a@x.com\"\n[mail.deliver]\n{lines}");
    let told = |problems: Vec<Problem>| {
        problems.into_iter().map(|problem| (problem.path, problem.code)).collect()
    };
    read(&text).map(|agreement| agreement.mail).map_err(told)
}

#[test]
fn a_mail_server_is_understood_with_its_usual_port() {
    let usual = |lines: &str| {
        deliver(lines).unwrap().server.map(|server| (server.port, server.security, server.timeout))
    };
    assert_eq!(usual("folder = \"o\""), None);
    assert_eq!(usual("smtp = \"m.x.com\""), Some((587, Security::StartTls, 600)));
    assert_eq!(
        usual("smtp = \"m.x.com\"\nsecurity = \"tls\"\ntimeout = \"2m\""),
        Some((465, Security::Tls, 120))
    );
    assert_eq!(usual("smtp = \"m.x.com\"\nport = 465"), Some((465, Security::Tls, 600)));
    let signed =
        deliver("smtp = \"m.x.com\"\nuser = \"u\"\nlogin = \"xoauth2\"\npassword-file = \"p\"")
            .unwrap()
            .server
            .unwrap();
    let account = Account {
        user: "u".into(),
        login: SignIn::Xoauth2,
        secret: SecretSource::File("/nowhere/p".into()),
    };
    assert_eq!(signed.account, Some(account));
}

#[test]
fn what_does_not_go_together_in_a_mail_server_is_said() {
    let cases = [
        ("smtp = \"m\"\nfolder = \"o\"", "mail.deliver.folder", "forbidden-combination"),
        ("smtp = \"m\"\nuser = \"u\"", "mail.deliver.password-env", "missing"),
        ("smtp = \"m\"\npassword-env = \"P\"", "mail.deliver.user", "missing"),
        (
            "smtp = \"m\"\nuser = \"u\"\npassword-env = \"P\"\npassword-file = \"p\"",
            "mail.deliver.password-file",
            "forbidden-combination",
        ),
        ("port = 587", "mail.deliver.smtp", "missing"),
        ("smtp = \"m\"\nsecurity = \"none\"", "mail.deliver.security", "bad-value"),
        ("smtp = \"m\"\npassword = \"secret\"", "mail.deliver.password", "unknown-key"),
    ];
    for (lines, path, code) in cases {
        assert_eq!(deliver(lines).err(), Some(vec![(path.to_owned(), code)]), "{lines}");
    }
    assert_eq!(
        problems(&format!("{SMALL}[mail.deliver]\nsmtp = \"m\""))
            .first()
            .map(|(_, path, code)| (path.as_str(), *code)),
        Some(("mail.from", "missing"))
    );
}

#[test]
fn starters_validate() {
    for language in Language::ALL {
        let agreement = read(starter(language)).unwrap_or_else(|p| panic!("{p:#?}"));
        assert_eq!(agreement.language, language);
        assert_eq!((agreement.commitments.len(), agreement.sources.len()), (9, 3));
    }
}

#[test]
fn presets_are_understood_and_own_words_win() {
    for (name, text) in PRESETS {
        let file = File::new("", "");
        assert!(
            presets::understood(name, text, &[], &file)
                .is_some_and(|preset| !preset.columns.is_empty()),
            "{name}"
        );
        assert_eq!(file.take_problems(), [], "{name}");
    }
    let own = "table = \"deals\"\npreset = \"rd-station-crm\"\n[source.values.status]\n\"VENDIDA\" = \"open\"\n[source.columns]\nowner = \"Dono\"\n";
    let text =
        SMALL.split("table = \"leads\"").next().unwrap().replace("where = { product = \"X\" }", "")
            + "files = \"x\"\n"
            + own;
    let agreement = read(&text).unwrap_or_else(|p| panic!("{p:#?}"));
    let source = agreement.sources.first().unwrap();
    assert_eq!(source.columns.get("owner"), Some(&Column::One("Dono".to_owned())));
    assert!(
        source.preset_fields.contains(&"won".to_owned())
            && !source.preset_fields.contains(&"owner".to_owned())
    );
    let status = source.values.get("status").unwrap();
    assert_eq!(
        (status.get("VENDIDA").map(String::as_str), status.get("Vendida")),
        (Some("open"), None)
    );
    assert!(matches!(source.columns.get("created"), Some(Column::DateTime(..))));
}

/// Nothing mapped: the design's own headers. Something mapped: nothing but that, and the words still mean what they say.
#[test]
fn tables_kept_by_hand_need_no_columns() {
    let source = |table: &str, rest: &str| {
        let text = format!(
            "{SMALL}[[source]]\nname = \"hand\"\ntable = \"{table}\"\nfiles = \"x.csv\"\n{rest}"
        );
        read(&text).unwrap_or_else(|p| panic!("{p:#?}")).sources.remove(1)
    };
    for table in ["exemptions", "log", "traffic"] {
        let source = source(table, "");
        assert!(
            source.preset.is_none()
                && !source.columns.is_empty()
                && source.columns.len() == source.preset_fields.len(),
            "{table}"
        );
        assert_eq!(source.max_age.is_some(), table == "traffic", "{table}");
    }
    let log = source(
        "log",
        "max-age = \"5d\"\n[source.columns]\nat = \"D\"\nkind = \"K\"\ntext = \"T\"\n[source.values.kind]\n\"Ata\" = \"decision\"\n",
    );
    assert_eq!((log.columns.len(), log.max_age.map(|age| age.count)), (3, Some(5)));
    let wrong = problems(&with(24, "table = \"exemptions\""))
        .into_iter()
        .filter(|p| p.2 == "missing")
        .map(|p| p.1);
    let missing = ["from", "until", "why", "lead | owner"]
        .map(|field| format!("source \"crm\".columns.{field}"));
    assert_eq!(wrong.collect::<Vec<_>>(), missing);
    let kinds = log.values.get("kind").unwrap();
    assert_eq!(
        (kinds.get("Ata").map(String::as_str), kinds.get("Decisão").map(String::as_str)),
        (Some("decision"), Some("decision"))
    );
}

#[test]
fn a_team_may_bring_its_own_preset() {
    let folder = tempfile::tempdir().unwrap();
    let text = with(24, "table = \"leads\"\npreset = \"ours.toml\"");
    let path = folder.path().join("acordo.toml");
    assert_eq!(
        understand(&text, &path).unwrap_err().first().map(|p| (p.code, p.line)),
        Some(("not-found", 25))
    );
    std::fs::write(folder.path().join("ours.toml"), "table = \"leads\"\ncolums = {}\n").unwrap();
    let problems = understand(&text, &path).unwrap_err();
    assert_eq!(
        problems.iter().map(|p| (p.code, p.path.as_str(), p.line)).collect::<Vec<_>>(),
        [("unknown-key", "ours.toml: colums", 2)]
    );
}

/// Line replaced in [`SMALL`], its new text, and the code and path of the problem.
const PROBLEMS: [(usize, &str, &str, &str); 40] = [
    (2, "name = \"A", "syntax-unclosed", ""),
    (2, "nam = \"A\"", "unknown-key", "agreement.nam"),
    (2, "name = 3", "wrong-type", "agreement.name"),
    (2, "", "missing", "agreement.name"),
    (3, "language = \"fr\"", "bad-value", "agreement.language"),
    (4, "timezone = \"America/Sao_Paolo\"", "unknown-zone", "agreement.timezone"),
    (4, "timezone = \"UTC\"\ncurrency = \"reais\"", "bad-value", "agreement.currency"),
    (6, "period = \"fortnight\"", "bad-value", "objective.period"),
    (6, "period = { from = 2026-11-30, to = 2026-11-01 }", "bad-date", "objective.period"),
    (7, "", "forbidden-combination", "commitment[1]"),
    (7, "sales = -1", "bad-value", "objective.sales"),
    (8, "leads-per-sale = \"seen\"", "bad-value", "objective.leads-per-sale"),
    (8, "leads-per-sale = \"1:6\"", "bad-value", "objective.leads-per-sale"),
    (9, "where = { produto = \"X\" }", "unknown-field", "objective.where.produto"),
    (9, "from = 2026-02-30", "syntax-date", ""),
    (9, "from = \"2026-02-30\"", "bad-date", "objective.from"),
    (11, "weekdays = [\"09:00-18:00\", \"12:00-19:00\"]", "bad-value", "working-time.weekdays"),
    (11, "weekdays = []", "bad-value", "working-time"),
    (
        11,
        "weekdays = [\"09:00-18:00\"]\nholidays = [\"br-xx\"]",
        "bad-value",
        "working-time.holidays",
    ),
    (
        11,
        "weekdays = [\"09:00-18:00\"]\nholidays = [\"no.csv\"]",
        "not-found",
        "working-time.holidays",
    ),
    (14, "metric = \"leads-deliverd\"", "unknown-metric", "commitment[1].metric"),
    (
        30,
        "product = \"P\"\n[[commitment]]\nteam = \"both\"\nmetric = \"value-delivered\"\ntarget = 9",
        "forbidden-combination",
        "commitment[3]",
    ),
    (
        30,
        "product = \"P\"\n[[commitment]]\nteam = \"both\"\nmetric = \"qualified\"\ntarget = 1",
        "forbidden-combination",
        "commitment[3]",
    ),
    (
        30,
        "product = \"P\"\n[definitions]\nmql = { text = \"x\", require = { scor = \">= 5\" } }",
        "unknown-field",
        "definitions.mql.require.scor",
    ),
    (
        30,
        "product = \"P\"\n[definitions]\nmql = { text = \"x\", require = { score = \">= many\" } }",
        "bad-value",
        "definitions.mql.require.score",
    ),
    (30, "product = \"P\"\n[lead-values]\nDemo = 0", "bad-value", "lead-values.Demo"),
    (15, "target = 600\nwithin = \"1d\"", "forbidden-combination", "commitment[1].within"),
    (17, "id = \"leads-delivered\"", "forbidden-combination", "commitment \"leads-delivered\""),
    (20, "target = \"900%\"", "bad-share", "commitment \"fast\".target"),
    (20, "target = \"plan\"", "bad-share", "commitment \"fast\".target"),
    (21, "within = \"15x\"", "bad-duration", "commitment \"fast\".within"),
    (21, "", "missing", "commitment \"fast\".within"),
    (23, "name = \"crm\"\npreset = \"hubspot\"", "unknown-preset", "source \"crm\".preset"),
    (25, "files = []", "bad-value", "source \"crm\".files"),
    (28, "emial = \"Email\"", "unknown-field", "source \"crm\".columns.emial"),
    (29, "delivered = [\"Date\", \"Time\"]", "bad-value", "source \"crm\".columns.delivered"),
    (30, "product = \"P\"\n[mail]\nsales = [\"x\"]", "bad-address", "mail.sales[1]"),
    (
        30,
        "product = \"P\"\n[mail]\nsales = [\"a@b.com\"]\nallowed-domains = [\"c.com\"]",
        "foreign-domain",
        "mail.sales",
    ),
    (
        30,
        "product = \"P\"\n[reasons]\nsales = [\"Caro\"]\nneutral = [\"caro\"]",
        "duplicate-id",
        "reasons.neutral[1]",
    ),
    (
        30,
        "product = \"P\"\n[source.values.stage]\n\"Lead\" = \"leed\"",
        "bad-value",
        "source \"crm\".values.stage.Lead",
    ),
];

#[test]
fn each_problem_has_its_code_line_and_path() {
    for (line, text, code, path) in PROBLEMS {
        let found = problems(&with(line, text));
        let within = u32::try_from(line).unwrap();
        let lines = within..within + 4;
        let hit = found.iter().find(|p| p.2 == code && p.1 == path);
        assert!(hit.is_some(), "{text:?}: {found:?}");
        let is_elsewhere =
            matches!(code, "missing" | "forbidden-combination") || text.contains("[]");
        assert!(is_elsewhere || hit.is_some_and(|p| lines.contains(&p.0)), "{text:?}: {found:?}");
    }
}

#[test]
fn all_problems_are_told_at_once_with_guesses() {
    let text = SMALL
        .replace("timezone = \"America/Sao_Paulo\"", "timezone = \"America/Sao_Paolo\"")
        .replace("within", "whithin");
    let problems = read(&text).unwrap_err();
    let told: Vec<_> = problems.iter().map(|p| (p.line, p.code, p.hint.as_deref())).collect();
    assert_eq!(
        told,
        [
            (4, "unknown-zone", Some("America/Sao_Paulo")),
            (16, "missing", None),
            (21, "unknown-key", Some("within"))
        ]
    );
}

/// Keys are English; whoever writes one in Portuguese is told the one it stands for.
#[test]
fn a_key_in_portuguese_is_told_by_its_english_name() {
    for (line, text, meant) in [
        (15, "meta = \"90%\"", "target"),
        (15, "equipe = \"vendas\"", "team"),
        (15, "time = \"vendas\"", "team"),
        (15, "prazo = \"1h\"", "within"),
        (15, "metrica = \"x\"", "metric"),
        (15, "canais = [\"email\"]", "channels"),
        (3, "idioma = \"en\"", "language"),
        (3, "fuso-horario = \"UTC\"", "timezone"),
        (6, "periodo = \"month\"", "period"),
        (7, "vendas = 100", "sales"),
        (11, "feriados = \"br\"", "holidays"),
        (11, "segunda-feira = []", "monday"),
        (25, "arquivos = \"x.csv\"", "files"),
        (1, "[acordo]", "agreement"),
        (5, "[objetivo]", "objective"),
        (12, "[[compromisso]]", "commitment"),
        (12, "[[promessas]]", "commitment"),
        (22, "[[fonte]]", "source"),
        (10, "[expediente]", "working-time"),
        (12, "[e-mails]", "mail"),
    ] {
        let problems = read(&with(line, text)).unwrap_err();
        let hints: Vec<_> = problems
            .iter()
            .filter(|own| own.code == "unknown-key")
            .filter_map(|own| own.hint.as_deref())
            .collect();
        assert!(hints.contains(&meant), "{text}: {problems:?}");
    }
}

#[test]
fn versions_may_not_overlap() {
    let version = |dates: &str| {
        format!(
            "[[commitment]]\nid = \"fast\"\nteam = \"sales\"\nmetric = \"first-attempt\"\ntarget = \"80%\"\nwithin = \"1h\"\n{dates}\n"
        )
    };
    let joined = |dates: &str| {
        SMALL.replace("within = \"15m\"", "within = \"15m\"\nuntil = 2026-07-01") + &version(dates)
    };
    assert_eq!(read(&joined("from = 2026-07-01")).unwrap().commitments.len(), 3);
    let clash = read(&joined("from = \"2026-06-30\"")).unwrap_err();
    assert_eq!(
        clash.iter().map(|p| (p.code, p.line, p.found.as_str())).collect::<Vec<_>>(),
        [("overlap", 32, "16")]
    );
    let goals = SMALL.replace("[objective]", "[[objective]]\nperiod = \"year\"\n[[objective]]");
    assert!(problems(&goals).iter().any(|p| p.2 == "overlap"));
}

#[test]
fn stages_of_a_conversion_follow_the_ladder() {
    let conversion = |rest: &str| {
        format!(
            "{SMALL}[[commitment]]\nteam = \"both\"\nmetric = \"conversion\"\ntarget = \"1:6\"\n{rest}"
        )
    };
    let agreement =
        read(&conversion("from-stage = \"delivered\"\nto-stage = \"won\"\nwithin = \"60d\""))
            .unwrap();
    let last = agreement.commitments.last().unwrap();
    assert_eq!(
        (last.metric, last.from_stage, last.min_sample),
        (Metric::Conversion, Some(Milestone::Delivered), 20)
    );
    assert!(
        problems(&conversion("from-stage = \"won\"\nto-stage = \"delivered\"\nwithin = \"60d\""))
            .iter()
            .any(|p| p.2 == "forbidden-combination")
    );
    assert!(
        problems(&conversion("from-stage = \"delivered\"\nto-stage = \"won\"\nwithin = \"60h\""))
            .iter()
            .any(|p| p.2 == "bad-duration")
    );
    assert_eq!(problems(&conversion("")).len(), 3);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acordo.toml");
    assert_eq!(load(&path).unwrap_err().first().map(|p| p.code), Some("not-found"));
    std::fs::write(&path, b"name = \"\xe7\"").unwrap();
    assert_eq!(load(&path).unwrap_err().first().map(|p| p.code), Some("not-utf8"));
    std::fs::write(&path, format!("\u{feff}{SMALL}")).unwrap();
    assert!(load(&path).is_ok(), "a byte order mark is no fault");
    std::fs::write(&path, "[agreement]\nlanguage = \"en\" # x\n[[[").unwrap();
    assert_eq!(language_of(&path), Some(Language::En));
    assert!(load(&path).unwrap_err().iter().all(|p| p.code.starts_with("syntax") && p.line == 3));
}

#[test]
fn a_problem_is_told_in_two_lines() {
    let words = |key: &str, values: &[(&str, &str)]| {
        format!("{key}({})", values.iter().map(|(_, v)| *v).collect::<Vec<_>>().join("|"))
    };
    let problem = read(&with(21, "within = \"15x\"")).unwrap_err().remove(0);
    let told = tell(&problem, &words);
    assert!(
        told.starts_with("config.place-line(21|")
            && told.contains("config.bad-duration(")
            && told.contains("\n  config.allowed(config.kind-duration({id}))"),
        "{told}"
    );
}
