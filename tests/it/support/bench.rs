//! The benchmark's job: a million leads and two million activities, written row by row without keeping any.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};

use super::bench_all;
use super::clock::WorkClock;
use super::dice::Dice;
use super::pt_leads::MARKET;

const LEADS: usize = 1_000_000;
/// 01/07/2026 to 23/11/2026.
const DAYS: usize = 146;
const DAY: usize = 86_400;
const OPEN: usize = 9 * 3600;
const CLOSE: usize = 18 * 3600;
/// The exports end on the last day at eight.
pub const END: usize = (DAYS - 1) * DAY + 8 * 3600;

/// Days of the benchmark as they are written, and the first working day from each on.
pub struct Calendar {
    written: Vec<String>,
    next_working: Vec<usize>,
}

impl Calendar {
    fn new(clock: &WorkClock) -> Self {
        let first = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let days: Vec<NaiveDate> = first.iter_days().take(DAYS + 40).collect();
        let next = |index: usize| {
            (index..index + 9).find(|day| clock.works_on(first + Days::new(*day as u64))).unwrap()
        };
        Self {
            written: days.iter().map(|day| day.format("%d/%m/%Y").to_string()).collect(),
            next_working: (0..days.len()).map(next).collect(),
        }
    }

    /// `seconds` later, moved to the next opening when closed.
    fn after(&self, from: usize, seconds: usize) -> usize {
        let at = from + seconds;
        let (day, time) = (at / DAY, at % DAY);
        if time > CLOSE {
            return self.next_working[day + 1] * DAY + OPEN + seconds % 5_400;
        }
        let open = self.next_working[day];
        if open > day || time < OPEN { open * DAY + OPEN + seconds % 5_400 } else { at }
    }

    /// A moment as the exports write it.
    pub fn stamp(&self, out: &mut impl Write, at: usize) -> io::Result<()> {
        let (day, time) = (&self.written[at / DAY], at % DAY);
        write!(out, "{day} {:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60)
    }
}

/// Writes `leads.csv`, `atividades.csv` and the agreements that read them.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let calendar = Calendar::new(&MARKET.clock);
    let mut dice = Dice::new(7);
    let mut leads = BufWriter::with_capacity(1 << 20, File::create(folder.join("leads.csv"))?);
    let mut tries = BufWriter::with_capacity(1 << 20, File::create(folder.join("atividades.csv"))?);
    let mut all = BufWriter::with_capacity(1 << 20, File::create(folder.join("leads-marcos.csv"))?);
    let mut fates = Dice::new(11);
    writeln!(all, "{}", bench_all::HEADER)?;
    writeln!(
        leads,
        "id;nome;email;telefone;empresa;origem;campanha;responsavel;criado;entregue;estagio"
    )?;
    writeln!(tries, "lead;data;canal;resultado;responsavel")?;
    for n in 0..LEADS {
        let created = (END / LEADS) * n + n * (END % LEADS) / LEADS;
        let delivered =
            dice.chance(880).then(|| created + dice.below(7_200)).filter(|at| *at < END);
        let owner = dice.below(40);
        let lead = Lead { n, owner, created, delivered };
        write_lead(&mut leads, &calendar, &mut dice, &lead)?;
        bench_all::write_lead(&mut all, &calendar, &mut fates, &lead)?;
        if let Some(at) = delivered {
            write_tries(
                &mut tries,
                &calendar,
                &mut dice,
                &Lead { n, owner, created: at, delivered },
            )?;
        }
    }
    leads.flush()?;
    all.flush()?;
    tries.flush()?;
    fs::write(folder.join("todas-as-metricas.toml"), bench_all::AGREEMENT)?;
    fs::write(folder.join("acordo.toml"), AGREEMENT)
}

/// What a row needs to know of a lead; times are seconds since the first day's midnight.
pub struct Lead {
    pub n: usize,
    pub owner: usize,
    pub created: usize,
    pub delivered: Option<usize>,
}

fn write_lead(
    out: &mut impl Write,
    calendar: &Calendar,
    dice: &mut Dice,
    lead: &Lead,
) -> io::Result<()> {
    let Lead { n, owner, .. } = lead;
    let first = dice.pick(MARKET.country.first);
    let (head, tail) =
        (dice.pick(MARKET.country.company_heads), dice.pick(MARKET.country.company_tails));
    let source = dice.weighted(MARKET.sources);
    let number = 60_000_000 + n * 27_644_437 % 39_999_983;
    write!(
        out,
        "L{n:07};{first} {n};p{n}@e{}.com.br;119{number};{head} {tail};{source};",
        n % 90_007
    )?;
    write!(out, "c-{:02};Vendedor {owner:02};", dice.below(24))?;
    calendar.stamp(out, lead.created)?;
    out.write_all(b";")?;
    if let Some(at) = lead.delivered {
        calendar.stamp(out, at)?;
    }
    writeln!(out, ";{}", if lead.delivered.is_some() { "MQL" } else { "Lead" })
}

fn write_tries(
    out: &mut impl Write,
    calendar: &Calendar,
    dice: &mut Dice,
    lead: &Lead,
) -> io::Result<()> {
    let response =
        if dice.chance(850) { 60 + dice.below(3_400) } else { 3_600 + dice.below(80_000) };
    let mut at = calendar.after(lead.created, response);
    for round in 0..6 {
        if at >= END {
            break;
        }
        let channel = ["Ligação", "WhatsApp", "Ligação", "E-mail", "Ligação", "WhatsApp"][round];
        let answered = dice.chance(320);
        let outcome = if answered { "Conectado" } else { "Não atendeu" };
        write!(out, "L{:07};", lead.n)?;
        calendar.stamp(out, at)?;
        writeln!(out, ";{channel};{outcome};Vendedor {:02}", lead.owner)?;
        if answered || dice.chance(92) {
            break;
        }
        at = calendar.after(at, 10_000 + dice.below(90_000));
    }
    Ok(())
}

const AGREEMENT: &str = include_str!("bench.toml");
