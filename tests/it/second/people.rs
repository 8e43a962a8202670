//! Rows of leads with every kind of dirt a team's export has.

use chrono::{Days, NaiveDateTime, TimeDelta};

use super::world::Row;
use crate::support::dice::Dice;

pub const REASONS: [(&str, &str); 7] = [
    ("Número inválido", "marketing"),
    ("Fora do perfil", "marketing"),
    ("Não responde", "unreached"),
    ("Sem orçamento agora", "not-now"),
    ("Sem interesse", "not-interested"),
    ("Perdeu o contato-chave", "sales"),
    ("Empresa fechou", "neutral"),
];
pub const SOURCES: [&str; 6] =
    ["Google Ads", "google ads", "Indicação", "indicacao", "Webinar", ""];
pub const OWNERS: [&str; 5] = ["Ana", "ANA", "Bruno", "Camila", ""];

/// Writes dates as exact as its world does.
pub struct Pen {
    /// In thousand: values without time, and values without seconds.
    pub days: usize,
    pub minutes: usize,
    pub midnights: usize,
}

impl Pen {
    pub fn write(&self, dice: &mut Dice, at: NaiveDateTime) -> String {
        let throw = dice.below(1000);
        let form = match throw {
            _ if throw < self.days => "%Y-%m-%d",
            _ if throw < self.days + self.midnights => "%Y-%m-%d 00:00:00",
            _ if throw < self.days + self.midnights + self.minutes => "%Y-%m-%d %H:%M",
            _ => "%Y-%m-%d %H:%M:%S",
        };
        at.format(form).to_string()
    }
}

/// A person as teams write them down.
#[derive(Clone)]
pub struct Somebody {
    n: usize,
    digits: String,
}

pub fn crowd(dice: &mut Dice) -> Vec<Somebody> {
    let count = 3 + dice.below(12);
    let switchboard = "1133334444".to_owned();
    let many = dice.chance(300);
    let number = |n: usize, dice: &mut Dice| match n {
        0..5 if many => switchboard.clone(),
        _ if dice.chance(150) => format!("11{}{}", dice.between(6, 9), 1_000_000 + n * 7919),
        _ => format!("119{}{}", dice.between(6, 9), 1_000_000 + n * 7919),
    };
    (0..count).map(|n| Somebody { n, digits: number(n, dice) }).collect()
}

impl Somebody {
    pub fn email(&self, dice: &mut Dice) -> String {
        let plain = format!("p{}@e{}.com.br", self.n, self.n % 3);
        match dice.below(20) {
            0 => plain.to_uppercase(),
            1 => format!("  {plain} "),
            2 => format!("{plain};outro{}@x.com", self.n),
            3 => format!("outro{}@x.com; {plain}", self.n),
            4 => "contato@e.com.br".to_owned(),
            5 => String::new(),
            6 => format!("{plain};contato@e.com.br"),
            7 => format!("{plain} / outro{}@x.com", self.n),
            8 => "naotem@gmail.com".to_owned(),
            9 => "geral@agencia.com.br".to_owned(),
            _ => plain,
        }
    }

    pub fn phone(&self, dice: &mut Dice) -> String {
        let (area, rest) = self.digits.split_at(2);
        let old = if rest.len() == 9 { &rest[1..] } else { rest };
        match dice.below(20) {
            16 => "(11) 99999-9999".to_owned(),
            17 => format!("{area} {rest} / +1 415 555 {:04}", self.n),
            18 => format!("({area}) {rest} ramal 22"),
            19 => format!("{area}{rest}.0"),
            0 => format!("+55 ({area}) {rest}"),
            1 => format!("0{area} {rest}"),
            2 => format!("0 15 {area} {rest}"),
            3 => format!("0055{area}{rest}"),
            4 => format!("55{area}{rest}"),
            5 => format!("({area}) {old}"),
            6 => String::new(),
            7 => rest.get(1..).unwrap_or("").to_owned(),
            8 => format!("+1 415 555 {:04}", self.n),
            9 => format!("{area}{rest}; +1 415 555 {:04}", self.n),
            10 => "1111111111".to_owned(),
            _ => format!("{area} {rest}"),
        }
    }
}

/// When things happen in a world.
#[derive(Clone, Copy)]
pub struct Span {
    pub as_of: NaiveDateTime,
    pub first: NaiveDateTime,
}

impl Span {
    /// Mostly in the period, else before it.
    pub fn moment(&self, dice: &mut Dice) -> NaiveDateTime {
        let seconds = (self.as_of - self.first).num_seconds();
        let back = if dice.chance(650) {
            dice.between(0, seconds.max(1))
        } else {
            dice.between(0, 200 * 86_400)
        };
        let at =
            self.as_of - TimeDelta::seconds(back) + TimeDelta::days(i64::from(dice.chance(30)) * 9);
        // Many things happen at round or at the same times.
        match dice.below(10) {
            0 => at.date().and_hms_opt(9, 0, 0).unwrap(),
            1 => at.date().and_hms_opt(18, 0, 0).unwrap(),
            2 => at.date().and_hms_opt(10, 30, 30).unwrap(),
            _ => at,
        }
    }
}

/// A step later, sometimes to the second the same, sometimes out of order.
fn later(dice: &mut Dice, at: NaiveDateTime) -> NaiveDateTime {
    match dice.below(20) {
        0 => at,
        1 => at - TimeDelta::seconds(dice.between(1, 200_000)),
        2..6 => at + TimeDelta::seconds(dice.between(1, 1_800_000)),
        _ => at + TimeDelta::seconds(dice.between(1, 260_000)),
    }
}

pub fn lead_rows(
    dice: &mut Dice,
    columns: &[String],
    people: &[Somebody],
    span: Span,
    pen: &Pen,
) -> Vec<Row> {
    let count = 5 + dice.below(22);
    let mut rows: Vec<Row> = Vec::new();
    let mut is_mistaken = false;
    let mut last = span.moment(dice);
    for n in 0..count {
        let who = if dice.chance(700) { n % people.len() } else { dice.below(people.len()) };
        let created = match dice.below(12) {
            0 => last,
            1 => last + Days::new(90),
            2 => last - TimeDelta::days(dice.between(1, 100)),
            _ => span.moment(dice),
        };
        last = created;
        let mut row = lead_row(dice, n, &people[who], created, pen);
        // One id is of two people by somebody's mistake: of two such ids it would be a number of the rows, which identifies nobody.
        if dice.chance(40) && n > 0 && !is_mistaken {
            row.insert("id".to_owned(), rows[dice.below(n)].get("id").cloned().unwrap_or_default());
            is_mistaken = true;
        }
        row.retain(|field, text| columns.contains(field) && !text.is_empty());
        rows.push(row);
    }
    rows
}

fn lead_row(dice: &mut Dice, n: usize, who: &Somebody, created: NaiveDateTime, pen: &Pen) -> Row {
    let mut row = Row::new();
    let mut put = |field: &str, text: String| drop(row.insert(field.to_owned(), text));
    put("id", if dice.chance(15) { String::new() } else { format!("L{:03}", (n * 37) % 101) });
    put("person", if dice.chance(600) { format!("P{}", who.n) } else { String::new() });
    put(
        "name",
        if dice.chance(30) { "Teste do site".to_owned() } else { format!("Pessoa {}", who.n) },
    );
    put(
        "email",
        if dice.chance(30) { "eu@minhaempresa.com.br".to_owned() } else { who.email(dice) },
    );
    put("phone", who.phone(dice));
    put(
        "company",
        dice.pick(&["Padaria Um", "padaria dois", "-", "Não informado", "", "Três"]).to_owned(),
    );
    put("source", dice.pick(&SOURCES).to_owned());
    put("campaign", dice.pick(&["c1", "C1", "c2", ""]).to_owned());
    put("owner", dice.pick(&OWNERS).to_owned());
    put("team", dice.pick(&["Norte", "Sul", ""]).to_owned());
    put(
        "type",
        dice.pick(&["Demonstração", "demonstracao", "Material rico", "Outro", ""]).to_owned(),
    );
    put("value", dice.pick(&["", "100.50", "2500", "99.9"]).to_owned());
    put("score", dice.pick(&["", "10", "50", "80"]).to_owned());
    put("product", dice.pick(&["X", "x", "Y", ""]).to_owned());
    put("rejection-reason", dice.pick(&REASONS).0.to_owned());
    put(
        "lost-reason",
        if dice.chance(100) { "Palavra nova".to_owned() } else { dice.pick(&REASONS).0.to_owned() },
    );
    let mut at = created;
    put("created", if dice.chance(30) { String::new() } else { pen.write(dice, at) });
    for (milestone, chance) in [
        ("mql", 700),
        ("delivered", 860),
        ("accepted", 450),
        ("sql", 350),
        ("opportunity", 250),
        ("won", 200),
        ("rejected", 220),
        ("lost", 220),
        ("recycled", 120),
    ] {
        if dice.chance(chance) {
            at = later(dice, at);
            put(milestone, pen.write(dice, at));
        }
    }
    if dice.chance(500) {
        let contact = later(dice, created);
        put("first-contact", pen.write(dice, contact));
    }
    row
}
