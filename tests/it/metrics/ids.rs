//! Ids that stand for none, and ids that too many share: they identify nobody, and are said.

use super::World;

const NONE: [&str; 6] = ["-", "N/A", "sem id", "(vazio)", "0", "novo"];

/// What a run over made rows counts, and the codes about ids.
fn counted(run: &super::Run, metric: &str) -> (String, Vec<String>) {
    let warnings = run.json["warnings"].as_array().unwrap();
    let codes = warnings.iter().filter_map(|own| own["code"].as_str());
    let codes = codes.filter(|code| code.starts_with("id-") || code.starts_with("key-of"));
    (run.find(&format!("{metric}:actual")), codes.map(str::to_owned).collect())
}

fn leads(header: &str, rows: &[String]) -> (String, Vec<String>) {
    let rows: String = rows.iter().map(|row| format!("{row},11-03 10:00\n")).collect();
    let run = World::default()
        .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
        .source("leads", "", &format!("{header},delivered\n{rows}"))
        .run("2026-11-16T08:00");
    counted(&run, "leads-delivered")
}

fn rows(count: usize, row: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(row).collect()
}

#[test]
fn an_id_that_stands_for_none_makes_no_lead_of_many() {
    for word in NONE {
        let half = rows(8, |n| {
            let id = if n % 2 == 0 { word.to_owned() } else { format!("N-{n}") };
            format!("{id},p{n}@x.com")
        });
        let told = vec!["id-filler".to_owned()];
        assert_eq!(leads("id,email", &half), ("8".to_owned(), told.clone()), "{word}");
        let nameless = rows(3, |n| format!("{word},Pessoa {n}"));
        assert_eq!(leads("id,name", &nameless), ("3".to_owned(), told.clone()), "{word}");
    }
    // The same person's rows are one however the id is written; a word that one row alone has is its own.
    let same = rows(3, |_| "-,ana@x.com".to_owned());
    assert_eq!(leads("id,email", &same).0, "1");
    let own = vec!["0,a@x.com".to_owned(), "1,b@x.com".to_owned(), "x,c@x.com".to_owned()];
    assert_eq!(leads("id,email", &own), ("3".to_owned(), vec![]));
    let persons = rows(4, |n| format!("L{n},-,p{n}@x.com"));
    assert_eq!(leads("id,person,email", &persons), ("4".to_owned(), vec!["id-filler".to_owned()]));
}

#[test]
fn an_id_of_more_than_three_people_joins_nobody() {
    let told = |leads: &str, is_told: bool| {
        (leads.to_owned(), is_told.then(|| "id-of-many".to_owned()).into_iter().collect::<Vec<_>>())
    };
    for id in ["conta 7", "4711"] {
        assert_eq!(leads("id,email", &rows(3, |n| format!("{id},p{n}@x.com"))), told("1", false));
        assert_eq!(leads("id,email", &rows(4, |n| format!("{id},p{n}@x.com"))), told("4", true));
        let phones = rows(4, |n| format!("{id},1198765000{n}"));
        assert_eq!(leads("id,phone", &phones), told("4", true));
        let names = ["Ana Lima", "Rui Souza", "Eva Dias", "Caio Nunes"];
        let called = rows(4, |n| format!("{id},{}", names[n]));
        assert_eq!(leads("id,name", &called), told("4", true));
        let persons = rows(4, |n| format!("L{n},{id},{}", names[n]));
        assert_eq!(leads("id,person,name", &persons), told("4", true));
        let short = ["Ana Lima", "Ana", "A. Lima", "ANA LIMA"];
        let same = rows(4, |n| format!("{id},{}", short[n]));
        assert_eq!(leads("id,name", &same), told("1", false));
    }
}

#[test]
fn deals_and_activities_of_one_id_are_as_many_as_they_are() {
    for word in ["-", "0", "deal"] {
        let leads = "id,email,delivered\nL0,p0@x.com,11-03 10:00\nL1,p1@x.com,11-03 10:00\nL2,p2@x.com,11-03 10:00\nL3,p3@x.com,11-03 10:00\n";
        let world = || World::default().source("leads", "", leads);
        let deals: String =
            (0..4).map(|n| format!("{word},p{n}@x.com,11-04 1{n}:00,11-05 10:00,100\n")).collect();
        let run = world()
            .promise("sales-won", "target = 10")
            .source("deals", "", &format!("id,email,created,won,value\n{deals}"))
            .run("2026-11-16T08:00");
        assert_eq!(counted(&run, "sales-won").0, "4", "{word}");
        let calls: String = (0..4).map(|n| format!("{word},p{n}@x.com,11-03 1{n}:30\n")).collect();
        let run = world()
            .promise("first-attempt", "target = '90%'\nwithin = '4h'")
            .source("activities", "", &format!("id,email,at\n{calls}"))
            .run("2026-11-16T08:00");
        let (share, codes) = counted(&run, "first-attempt");
        assert_eq!((share.as_str(), codes.len()), ("1", 1), "{word} {codes:?}");
    }
}

#[test]
fn an_address_of_more_than_three_people_joins_nobody_however_they_are_told_apart() {
    let told = |leads: &str, is_told: bool| {
        (
            leads.to_owned(),
            is_told.then(|| "key-of-many".to_owned()).into_iter().collect::<Vec<_>>(),
        )
    };
    for between in [" / ", "; "] {
        let second =
            |count: usize| rows(count, |n| format!("L{n},p{n}@x.com{between}c@agencia.com"));
        assert_eq!(leads("id,email", &second(3)), told("1", false), "{between}");
        assert_eq!(leads("id,email", &second(4)), told("4", true), "{between}");
        let first = rows(5, |n| format!("L{n},c@agencia.com{between}p{n}@x.com"));
        assert_eq!(leads("id,email", &first), told("5", true), "{between}");
    }
    let names = ["Ana Lima", "Rui Souza", "Eva Dias", "Caio Nunes"];
    let called = rows(4, |n| format!("L{n},c@agencia.com,{}", names[n]));
    assert_eq!(leads("id,email,name", &called), told("4", true));
    let numbers = rows(4, |n| format!("L{n},1133334444,{}", names[n]));
    assert_eq!(leads("id,phone,name", &numbers), told("4", true));
    // One person who came back, by whatever name, and with nothing that says that it is another.
    let back = rows(9, |n| format!("L{n},ana@x.com,{}", ["Ana", "Ana Lima", "A. Lima"][n % 3]));
    assert_eq!(leads("id,email,name", &back), told("1", false));
    assert_eq!(leads("id,email", &rows(10, |n| format!("L{n},ana@x.com"))), told("1", false));
    assert_eq!(leads("id,email", &rows(11, |n| format!("L{n},ana@x.com"))), told("11", true));
}

/// Two rows of each of some ids, as two sheets that both count from 1 leave them.
fn twice(first: impl Fn(usize) -> String, second: impl Fn(usize) -> String) -> Vec<String> {
    (1..=3).flat_map(|n| [first(n), second(n)]).collect()
}

#[test]
fn ids_that_count_the_rows_of_each_sheet_identify_nobody() {
    let told = |leads: &str, is_told: bool| {
        (leads.to_owned(), is_told.then(|| "id-running".to_owned()).into_iter().collect::<Vec<_>>())
    };
    let a = ["", "Ana Lima", "Rui Souza", "Eva Dias"];
    let b = ["", "Caio Nunes", "Bia Luz", "Ivo Reis"];
    for id in ["", "N-"] {
        let of = |key: fn(usize, bool) -> String| {
            twice(|n| format!("{id}{n},{}", key(n, false)), |n| format!("{id}{n},{}", key(n, true)))
        };
        let emails = of(|n, late| format!("p{n}{late}@x.com"));
        assert_eq!(leads("id,email", &emails), told("6", true), "{id}");
        let phones = of(|n, late| format!("119876500{}{n}", if late { 5 } else { 4 }));
        assert_eq!(leads("id,phone", &phones), told("6", true), "{id}");
        let names = twice(|n| format!("{id}{n},{}", a[n]), |n| format!("{id}{n},{}", b[n]));
        assert_eq!(leads("id,name", &names), told("6", true), "{id}");
        // The same people twice, each with one thing that changed, are three.
        let same = twice(
            |n| format!("{id}{n},p{n}@x.com,{}", a[n]),
            |n| format!("{id}{n},q{n}@x.com,{}", a[n].to_uppercase()),
        );
        assert_eq!(leads("id,email,name", &same), told("3", false), "{id}");
        // Rows that say nothing both tell nothing, and one id of two people is somebody's mistake.
        let apart = twice(|n| format!("{id}{n},p{n}@x.com,"), |n| format!("{id}{n},,{}", a[n]));
        assert_eq!(leads("id,email,name", &apart), told("3", false), "{id}");
        let mut one = same.clone();
        one.push(format!("{id}1,other@x.com,{}", b[1]));
        assert_eq!(leads("id,email,name", &one), told("3", false), "{id}");
    }
}

#[test]
fn numbers_of_the_rows_are_no_ids_of_deals_and_activities_either() {
    let people: String = (1..=6).map(|n| format!("L{n},p{n}@x.com,11-03 10:00\n")).collect();
    let world = || World::default().source("leads", "", &format!("id,email,delivered\n{people}"));
    let rows = |row: fn(usize, usize) -> String| -> String {
        (1..=6).map(|n| row((n - 1) % 3 + 1, n)).collect()
    };
    let deals = rows(|id, n| format!("{id},p{n}@x.com,11-0{} 10:00,11-10 10:00\n", n + 2));
    let run = world()
        .promise("sales-won", "target = 10")
        .source("deals", "", &format!("id,email,created,won\n{deals}"))
        .run("2026-11-16T08:00");
    assert_eq!(counted(&run, "sales-won"), ("6".to_owned(), vec!["id-running".to_owned()]));
    let titled = rows(|id, n| format!("{id},p{n}@x.com,Plano {n},11-10 10:00\n"));
    let run = world()
        .promise("sales-won", "target = 10")
        .source("deals", "", &format!("id,email,title,won\n{titled}"))
        .run("2026-11-16T08:00");
    assert_eq!(counted(&run, "sales-won").0, "6");
    let calls = rows(|id, n| format!("{id},p{n}@x.com,11-03 10:3{n}\n"));
    let run = world()
        .promise("first-attempt", "target = '90%'\nwithin = '4h'")
        .source("activities", "", &format!("id,email,at\n{calls}"))
        .run("2026-11-16T08:00");
    assert_eq!(counted(&run, "first-attempt"), ("1".to_owned(), vec!["id-running".to_owned()]));
}
