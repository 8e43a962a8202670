//! `negocios.xlsx`: the Brazilian sample's deals (RD Station CRM headers), a total at the foot.

use chrono::NaiveDateTime;
use rust_xlsxwriter::Workbook;

use super::deals::{Deal, Reason, Standing};
use super::dice::Dice;
use super::grid;
use super::people::{Census, Person};
use super::places::BRAZIL;
use super::pt_leads::MARKET;
use super::world::Lead;

const HEADERS: [&str; 38] = [
    "ID",
    "Nome",
    "Empresa",
    "Qualificação",
    "Funil de vendas",
    "Etapa",
    "Estado",
    "Motivo de Perda",
    "Valor Único",
    "Valor Recorrente",
    "Pausada",
    "Data de criação",
    "Hora de criação",
    "Data do primeiro contato",
    "Hora do primeiro contato",
    "Data do último contato",
    "Hora do último contato",
    "Data da próxima tarefa",
    "Hora da próxima tarefa",
    "Previsão de fechamento",
    "Data de fechamento",
    "Hora de fechamento",
    "Fonte",
    "Campanha",
    "Responsável",
    "Produtos",
    "Equipes do responsável",
    "Anotação do motivo de perda",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_source",
    "utm_medium",
    "Contatos",
    "Cargo",
    "Email",
    "Telefone",
    "ID da Empresa",
];

const STEPS: [&str; 5] = [
    "Sem contato",
    "Contato feito",
    "Identificação do interesse",
    "Apresentação",
    "Proposta enviada",
];

/// One row: a deal as one of its contacts sees it.
struct Row<'a> {
    lead: &'a Lead,
    deal: &'a Deal,
    step: &'static str,
    names: String,
    emails: String,
    phones: String,
}

/// The whole file.
pub fn file(leads: &[Lead]) -> Vec<u8> {
    let mut dice = Dice::new(MARKET.seed + 2);
    let strangers = strangers(leads, &mut dice);
    let known = leads
        .iter()
        .chain(&strangers)
        .filter_map(|lead| lead.deal.as_ref().map(|deal| (lead, deal)));
    let mut rows: Vec<Row<'_>> =
        known.flat_map(|(lead, deal)| rows_of(lead, deal, &mut dice)).collect();
    rows.sort_by_key(|row| row.deal.opened);
    let mut workbook = grid::workbook();
    write(&mut workbook, &rows, &mut dice);
    workbook.save_to_buffer().unwrap()
}

/// Deals of people whom marketing never saw.
fn strangers(leads: &[Lead], dice: &mut Dice) -> Vec<Lead> {
    let mut census = Census::of(&BRAZIL);
    let dealt: Vec<&Lead> = leads.iter().filter(|lead| lead.deal.is_some()).take(6).collect();
    let stranger = |lead: &&Lead| {
        let mut lead = (*lead).clone();
        let deal = lead.deal.as_mut().unwrap();
        deal.id = format!("77{:022x}", dice.bits());
        let person = census.person(dice);
        lead.person = Person {
            email: format!("parceria.{}", person.email),
            phone: format!("97{}", &person.phone[2..]),
            ..person
        };
        lead
    };
    dealt.iter().map(stranger).collect()
}

fn rows_of<'a>(lead: &'a Lead, deal: &'a Deal, dice: &mut Dice) -> Vec<Row<'a>> {
    let person = &lead.person;
    let step = if dice.chance(12) { "Aguardando jurídico" } else { STEPS[deal.step] };
    let row = |names: String, emails: String, phones: String| Row {
        lead,
        deal,
        step,
        names,
        emails,
        phones,
    };
    let domain = person.email.split_once('@').unwrap().1;
    let second = format!("financeiro.{}@{domain}", person.email.split_once('.').unwrap().0);
    let phone = format!("+55{}", person.phone);
    match dice.below(100) {
        0..4 => vec![
            row(person.name(), person.email.clone(), phone),
            row("Financeiro".to_owned(), second, String::new()),
        ],
        4..12 => vec![row(
            format!("{};Financeiro", person.name()),
            format!("{};{second}", person.email),
            phone,
        )],
        12..20 => vec![row(person.name(), String::new(), phone)],
        20..50 => vec![row(person.name(), person.email.clone(), String::new())],
        _ => vec![row(person.name(), person.email.clone(), phone)],
    }
}

fn write(workbook: &mut Workbook, rows: &[Row<'_>], dice: &mut Dice) {
    let sheet = workbook.add_worksheet().set_name("Negociações").unwrap();
    sheet.write_row(0, 0, HEADERS).unwrap();
    for (line, row) in (1..).zip(rows) {
        for (column, header) in (0..).zip(HEADERS) {
            let text = cell(row, header, dice);
            if !text.is_empty() {
                sheet.write_string(line, column, text).unwrap();
            }
        }
    }
    let foot = u32::try_from(rows.len()).unwrap() + 1;
    sheet.write_string(foot, 0, "Total").unwrap();
    sheet.write_string(foot, 8, money(rows.iter().map(|row| row.deal.cents).sum())).unwrap();
}

fn cell(row: &Row<'_>, header: &str, dice: &mut Dice) -> String {
    let Row { lead, deal, .. } = row;
    match header {
        "ID" => deal.id.clone(),
        "Nome" => format!("{} — plano anual", lead.person.company),
        "Empresa" => lead.person.company.clone(),
        "Qualificação" => (1 + deal.step).to_string(),
        "Funil de vendas" => "Funil padrão".to_owned(),
        "Etapa" => row.step.to_owned(),
        "Estado" => state(deal).to_owned(),
        "Motivo de Perda" => reason(deal).to_owned(),
        "Valor Único" => money(deal.cents),
        "Valor Recorrente" => "R$ 0,00".to_owned(),
        "Pausada" => {
            if deal.standing == Standing::Open && dice.chance(50) { "Sim" } else { "Não" }
                .to_owned()
        }
        "Data de criação" => day(deal.opened),
        "Hora de criação" => time(deal.opened),
        "Data do primeiro contato" => {
            lead.touches.first().map(|touch| day(touch.at)).unwrap_or_default()
        }
        "Hora do primeiro contato" => {
            lead.touches.first().map(|touch| time(touch.at)).unwrap_or_default()
        }
        "Data de fechamento" => closed(deal).map(day).unwrap_or_default(),
        "Hora de fechamento" => closed(deal).map(time).unwrap_or_default(),
        "Fonte" => lead.source.to_owned(),
        "Responsável" => lead.owner.to_owned(),
        "Produtos" => {
            if deal.cents > 800_000 { "Plano Pleno" } else { "Plano Essencial" }.to_owned()
        }
        "Contatos" => row.names.clone(),
        "Cargo" => lead.person.job.to_owned(),
        "Email" => row.emails.clone(),
        "Telefone" => row.phones.clone(),
        _ => String::new(),
    }
}

fn state(deal: &Deal) -> &'static str {
    match deal.standing {
        Standing::Open => "Em Andamento",
        Standing::Won(_) => "Vendida",
        Standing::Lost(..) => "Perdida",
    }
}

fn closed(deal: &Deal) -> Option<NaiveDateTime> {
    match deal.standing {
        Standing::Open => None,
        Standing::Won(at) | Standing::Lost(at, _) => Some(at),
    }
}

fn reason(deal: &Deal) -> &'static str {
    let Standing::Lost(_, reason) = deal.standing else { return "Nada" };
    match reason {
        Reason::WrongNumber => "Número inválido",
        Reason::WrongProfile => "Fora do perfil",
        Reason::Duplicate => "Duplicado",
        Reason::Unreached => "Não responde",
        Reason::NotNow => "Sem orçamento agora",
        Reason::NotInterested => "Sem interesse",
        Reason::Competitor => "Perdeu para concorrente",
        Reason::Closed => "Empresa fechou",
    }
}

fn day(at: NaiveDateTime) -> String {
    at.format("%d/%m/%Y").to_string()
}

fn time(at: NaiveDateTime) -> String {
    at.format("%H:%M").to_string()
}

/// `R$ 1.234,56`
fn money(cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let grouped: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    format!("R$ {},{:02}", grouped.join("."), cents % 100)
}
