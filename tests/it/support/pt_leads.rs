//! `leads.csv`: the Brazilian sample's marketing export (RD Station Marketing headers, UTF-16 with tabs) and its usual dirt.

use chrono::{NaiveDateTime, TimeDelta};

use super::clock::{WorkClock, at};
use super::deals::Standing;
use super::dice::Dice;
use super::people::slug;
use super::places::BRAZIL;
use super::world::{Lead, Recipe};

/// The Brazilian sample's market.
pub const MARKET: Recipe = Recipe {
    seed: 20_261_123,
    country: &BRAZIL,
    clock: WorkClock {
        hours: &[(540, 720), (780, 1080)],
        holidays: &[(7, 9), (9, 7), (10, 12), (11, 2), (11, 20)],
    },
    until: NOW,
    deliveries: &[(7, 205), (8, 215), (9, 230), (10, 240), (11, 212)],
    undelivered: 1_500 - 205 - 215 - 230 - 240 - 212 - REPEATED - TESTS.len(),
    sources: &[
        ("Google Ads", 38),
        ("LinkedIn Ads", 24),
        ("Busca orgânica", 20),
        ("Webinar", 16),
        ("Indicação", 2),
    ],
    owners: &[
        ("Rafael Moura", 15),
        ("Patrícia Yamada", 18),
        ("Bruno Carvalho", 17),
        ("Diego Farias", 17),
        ("Camila Nogueira", 17),
        ("Ana Beatriz Lopes", 16),
    ],
    answers: &[],
};

/// When the exports were made: Monday 23/11/2026, 08:00.
pub const NOW: NaiveDateTime = match chrono::NaiveDate::from_ymd_opt(2026, 11, 23) {
    Some(day) => match day.and_hms_opt(8, 0, 0) {
        Some(now) => now,
        None => NaiveDateTime::MIN,
    },
    None => NaiveDateTime::MIN,
};

/// Rows of people who are in the export already.
const REPEATED: usize = 24;

/// Rows that somebody made to try a form out.
const TESTS: [(&str, &str, &str); 12] = [
    ("teste@teste.com.br", "Teste", "Teste"),
    ("teste@gmail.com", "Teste RD", ""),
    ("teste2@empresa.com.br", "teste formulário", "Empresa"),
    ("joana.mkt@empresa.com.br", "Joana Prado", "Empresa"),
    ("vendas.demo@empresa.com.br", "Demo Vendas", "Empresa"),
    ("qa@empresa.com.br", "QA", "Empresa"),
    ("fulano@exemplo.com.br", "Teste da Landing Page", "Exemplo"),
    ("teste@empresa.com.br", "Teste", "Empresa"),
    ("luiz.dev@empresa.com.br", "Luiz", "Empresa"),
    ("teste@teste.com", "aaaa", "aaaa"),
    ("integracao@empresa.com.br", "Integração", "Empresa"),
    ("sicrano@exemplo.com.br", "Teste 123", "Exemplo"),
];

const HEADERS: [&str; 32] = [
    "Email",
    "Nome",
    "Telefone",
    "Celular",
    "Facebook",
    "Twitter",
    "Linkedin",
    "Website",
    "Cargo",
    "Empresa",
    "País",
    "Estado",
    "Cidade",
    "Biografia",
    "Estágio no funil",
    "Dono do Lead",
    "Data da última oportunidade",
    "Data da última venda",
    "Valor da última venda",
    "Lead Scoring - Perfil",
    "Lead Scoring - Interesse",
    "Status para comunicação por email",
    "Tags",
    "URL pública",
    "Data de aniversário",
    "Base legal para comunicação",
    "Total de conversões",
    "Data da primeira conversão",
    "Origem da primeira conversão",
    "Data da última conversão",
    "Origem da última conversão",
    "Eventos (Últimos 100)",
];

/// One row of the export.
struct Row {
    lead: Lead,
    email: String,
    landline: String,
    mobile: String,
    company: String,
    owner: String,
    stage: &'static str,
    sold: Option<(NaiveDateTime, i64)>,
}

/// The whole file.
pub fn file(leads: &[Lead]) -> Vec<u8> {
    let mut dice = Dice::new(MARKET.seed + 1);
    let mut rows: Vec<Row> = leads.iter().map(|lead| row(lead, &mut dice)).collect();
    share_numbers(&mut rows);
    rows.extend(repeated(leads, &mut dice));
    rows.extend(TESTS.iter().map(|test| test_row(leads, test, &mut dice)));
    rows.sort_by_key(|row| std::cmp::Reverse(row.lead.created));
    let mut text = HEADERS.join("\t") + "\r\n";
    for row in &rows {
        let cells = HEADERS.map(|header| cell(row, header, &mut dice));
        text += &(cells.join("\t") + "\r\n");
    }
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn row(lead: &Lead, dice: &mut Dice) -> Row {
    let (landline, mobile) = numbers(&lead.person.phone, dice);
    let company =
        dice.weighted(&[(None, 975), (Some(""), 14), (Some("-"), 6), (Some("Não informado"), 5)]);
    Row {
        email: if dice.chance(6) {
            format!("contato@{}.com.br", slug(&lead.person.company))
        } else {
            lead.person.email.clone()
        },
        landline,
        mobile,
        company: company.unwrap_or(&lead.person.company).to_owned(),
        owner: owner(lead.owner, dice),
        stage: stage(lead, dice),
        sold: lead.deal.as_ref().and_then(|deal| match deal.standing {
            Standing::Won(at) => Some((at, deal.cents)),
            _ => None,
        }),
        lead: lead.clone(),
    }
}

/// Nobody answers for a few leads; one name is written in capitals now and then.
fn owner(name: &str, dice: &mut Dice) -> String {
    match dice.below(100) {
        0 => String::new(),
        1..4 => name.to_uppercase(),
        _ => name.to_owned(),
    }
}

fn stage(lead: &Lead, dice: &mut Dice) -> &'static str {
    match &lead.deal {
        Some(deal) if matches!(deal.standing, Standing::Won(_)) => "Cliente",
        _ if dice.chance(6) => "Reciclado 2025",
        _ if lead.delivered.is_some() || dice.chance(300) => "Lead Qualificado",
        _ => "Lead",
    }
}

/// The number as forms take it: several styles, some missing, some wrong.
fn numbers(digits: &str, dice: &mut Dice) -> (String, String) {
    let written = match dice.below(1000) {
        0..30 => return (String::new(), String::new()),
        30..38 => return (dice.pick(&["123", "não tem", "0000-0000"]).to_owned(), String::new()),
        38..44 => return (String::new(), "(11) 99999-9999".replace('9', "1")),
        44..156 => format!("+55 {} {}", &digits[..2], &digits[2..]),
        156..206 => format!("0{digits}"),
        206..256 => format!("({}) {}-{}", &digits[..2], &digits[3..7], &digits[7..]),
        256..456 => digits.to_owned(),
        _ => format!("({}) {}-{}", &digits[..2], &digits[2..7], &digits[7..]),
    };
    if dice.chance(250) { (written, String::new()) } else { (String::new(), written) }
}

/// A switchboard that five people of one firm give, and couples who give one mobile.
fn share_numbers(rows: &mut [Row]) {
    let firm = rows[40].lead.person.clone();
    for row in rows.iter_mut().skip(40).step_by(200).take(5) {
        row.company.clone_from(&firm.company);
        (row.landline, row.mobile) = ("(11) 3355-7700".to_owned(), String::new());
    }
    for index in [120, 430, 760, 1010] {
        let mobile = format!("0{}", rows[index].lead.person.phone);
        rows[index].mobile.clone_from(&mobile);
        rows[index + 1].mobile = mobile;
    }
}

/// People who converted again under the address they already gave: most without, some with a second hand-off.
fn repeated(leads: &[Lead], dice: &mut Dice) -> Vec<Row> {
    let candidates: Vec<&Lead> = leads
        .iter()
        .filter(|lead| lead.created > at(8, 1, 0, 0, 0) && lead.created < at(10, 15, 0, 0, 0))
        .collect();
    (0..REPEATED).map(|n| again(candidates[n * candidates.len() / REPEATED], n, dice)).collect()
}

fn again(lead: &Lead, n: usize, dice: &mut Dice) -> Row {
    let mut lead = lead.clone();
    lead.created = lead.delivered.unwrap_or(lead.created)
        + TimeDelta::seconds(dice.between(90_000, 2_900_000));
    lead.delivered = (n.is_multiple_of(3) && lead.delivered.is_some())
        .then(|| lead.created + TimeDelta::seconds(dice.between(300, 90_000)));
    lead.deal = None;
    let mut row = row(&lead, dice);
    row.email = if n.is_multiple_of(2) {
        lead.person.email.to_uppercase()
    } else {
        format!(" {} ", lead.person.email)
    };
    row
}

fn test_row(leads: &[Lead], (email, name, company): &(&str, &str, &str), dice: &mut Dice) -> Row {
    let mut lead = leads[dice.below(leads.len())].clone();
    (lead.person.first, lead.person.last) = ((*name).to_owned(), String::new());
    (lead.delivered, lead.deal) =
        (dice.chance(500).then(|| lead.created + TimeDelta::seconds(61)), None);
    let mut row = row(&lead, dice);
    (row.email, row.company) = ((*email).to_owned(), (*company).to_owned());
    (row.landline, row.mobile) = (String::new(), String::new());
    row
}

fn cell(row: &Row, header: &str, dice: &mut Dice) -> String {
    let Row { lead, .. } = row;
    match header {
        "Email" => row.email.clone(),
        "Nome" => lead.person.name().trim().to_owned(),
        "Telefone" => row.landline.clone(),
        "Celular" => row.mobile.clone(),
        "Cargo" => lead.person.job.to_owned(),
        "Empresa" => row.company.clone(),
        "País" => "Brasil".to_owned(),
        "Estado" => lead.person.state.to_owned(),
        "Cidade" => lead.person.town.to_owned(),
        "Estágio no funil" => row.stage.to_owned(),
        "Dono do Lead" => row.owner.clone(),
        "Data da última oportunidade" => lead.delivered.map(stamp).unwrap_or_default(),
        "Data da última venda" => row.sold.map(|(at, _)| stamp(at)).unwrap_or_default(),
        "Valor da última venda" => row
            .sold
            .map(|(_, cents)| format!("{}.{:02}", cents / 100, cents % 100))
            .unwrap_or_default(),
        "Lead Scoring - Perfil" => lead.profile.to_string(),
        "Lead Scoring - Interesse" => lead.score.to_string(),
        "Status para comunicação por email" => {
            if dice.chance(40) { "Descadastrado" } else { "Ativo" }.to_owned()
        }
        "Tags" => if lead.source == "Webinar" { "webinar" } else { "" }.to_owned(),
        "Base legal para comunicação" => "Consentimento".to_owned(),
        "Total de conversões" => (1 + lead.score / 30).to_string(),
        "Data da primeira conversão" | "Data da última conversão" => stamp(lead.created),
        "Origem da primeira conversão" | "Origem da última conversão" => lead.source.to_owned(),
        "Eventos (Últimos 100)" => events(lead, dice),
        _ => String::new(),
    }
}

/// A long log in one cell, line ends and quotes included.
fn events(lead: &Lead, dice: &mut Dice) -> String {
    match dice.below(40) {
        0 => format!("\"Converteu em \"\"{}\"\"\nAbriu e-mail\nVisitou /precos\"", lead.source),
        1..6 => format!("Converteu em {}; abriu e-mail; visitou /precos", lead.source),
        _ => String::new(),
    }
}

fn stamp(at: NaiveDateTime) -> String {
    at.format("%d/%m/%Y %H:%M:%S -0300").to_string()
}
