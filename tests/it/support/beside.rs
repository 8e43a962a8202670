//! What the teams keep beside the leads: visits by day and source, and the log of what was decided, met and said.

use chrono::Datelike;

use super::dice::Dice;
use super::world::Recipe;

/// How a sample writes these files.
pub struct Beside {
    /// Heads of the visits: day, source, visits, cost.
    pub heads: [&'static str; 4],
    /// Between cells.
    pub separator: char,
    /// Between a number and its cents.
    pub decimal: char,
    /// How a day is written.
    pub day: &'static str,
    /// Source, visits on a usual working day, cents a visit; no cents: nothing is paid for them.
    pub sources: &'static [(&'static str, i64, Option<i64>)],
}

/// The Brazilian sample's.
pub const BRAZIL: Beside = Beside {
    heads: ["Data", "Origem", "Visitas", "Custo"],
    separator: ';',
    decimal: ',',
    day: "%d/%m/%Y",
    sources: &[
        ("Google Ads", 150, Some(210)),
        ("LinkedIn Ads", 62, Some(480)),
        ("Busca orgânica", 140, None),
        ("Webinar", 24, None),
    ],
};

/// The English sample's.
pub const STATES: Beside = Beside {
    heads: ["Date", "Source", "Visits", "Cost"],
    separator: ',',
    decimal: '.',
    day: "%Y-%m-%d",
    sources: &[
        ("Paid Search", 40, Some(190)),
        ("Organic Search", 55, None),
        ("Paid Social", 30, Some(260)),
        ("Direct Traffic", 20, None),
    ],
};

/// `diario.csv`.
pub const DIARIO: &str = "Data e hora;Tipo;Texto;Quem;Sobre\n\
    14/09/2026 11:20;Incidente;Discador fora do ar das 9h às 11h;Bruno Carvalho;first-attempt\n\
    01/10/2026 09:30;Decisão;Lead do Google Ads toca no celular de quem está de plantão;Ana Beatriz Lopes;first-attempt\n\
    13/10/2026 15:00;Conversa;Vendas pede telefone conferido antes da entrega;Diego Farias;handoff-complete\n\
    19/10/2026 09:00;Decisão;Formulário do LinkedIn passa a exigir telefone;Carla Dias;handoff-complete\n\
    16/11/2026 10:40;Conversa;Marketing mostra a campanha de fim de ano, que começa dia 24;Carla Dias;\n";

/// `log.csv`.
pub const LOG: &str = "Date and time,Kind,Text,By,About\n\
    2026-09-14 11:20,Incident,The dialer was down from 9 to 11,Tom Becker,first-attempt\n\
    2026-10-01 09:30,Decision,Paid search leads ring on the phone of whoever is on duty,Linda Cho,first-attempt\n\
    2026-10-19 09:00,Decision,The social form asks for a phone number,Priya Raman,handoff-complete\n\
    2026-11-16 10:40,Conversation,Marketing shows the year-end campaign that starts on the 24th,Priya Raman,\n";

/// Visits of every day of a recipe: fewer on free days, more or less on the others.
pub fn visits(recipe: &Recipe, beside: &Beside) -> Vec<u8> {
    let mut dice = Dice::new(recipe.seed + 7);
    let first =
        chrono::NaiveDate::from_ymd_opt(recipe.until.year(), recipe.deliveries[0].0, 1).unwrap();
    let separator = beside.separator.to_string();
    let mut lines = vec![beside.heads.join(&separator)];
    for day in first.iter_days().take_while(|day| *day < recipe.until.date()) {
        for (source, usual, cents) in beside.sources {
            let usual = if recipe.clock.works_on(day) { *usual } else { usual / 4 };
            let visits = usual * dice.between(75, 125) / 100;
            let cost = cents.map_or(String::new(), |cents| {
                format!("{}{}{:02}", visits * cents / 100, beside.decimal, visits * cents % 100)
            });
            lines.push(
                [
                    day.format(beside.day).to_string(),
                    (*source).to_owned(),
                    visits.to_string(),
                    cost,
                ]
                .join(&separator),
            );
        }
    }
    (lines.join("\n") + "\n").into_bytes()
}
