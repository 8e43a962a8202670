//! The second benchmark: the same million leads with every milestone, judged by every metric of the catalogue.

use std::io::{self, Write};

use super::bench::{Calendar, END, Lead};
use super::dice::Dice;
use super::pt_leads::MARKET;

/// The agreement that promises every metric.
pub const AGREEMENT: &str = include_str!("bench_all.toml");
/// The header of its leads.
pub const HEADER: &str = "id;email;origem;campanha;responsavel;time;tipo;pontos;criado;mql;entregue;aceito;recusado;motivo;sql;oportunidade;venda;valor;perdido;motivo da perda;reciclado";
const DAY: usize = 86_400;
const REASONS: [&str; 4] =
    ["Fora do perfil", "Sem interesse", "Sem orçamento agora", "Não responde"];

/// One row: what became of the lead, each step some days after the one before.
pub fn write_lead(
    out: &mut impl Write,
    calendar: &Calendar,
    dice: &mut Dice,
    lead: &Lead,
) -> io::Result<()> {
    let Lead { n, owner, created, delivered } = lead;
    write!(
        out,
        "L{n:07};p{n}@e{}.com.br;{};c-{:02};",
        n % 90_007,
        dice.weighted(MARKET.sources),
        dice.below(24)
    )?;
    write!(
        out,
        "Vendedor {owner:02};Time {};{};{};",
        owner % 4,
        dice.pick(&["Demo", "Material"]),
        dice.below(100)
    )?;
    let after = |dice: &mut Dice, at: Option<usize>, permille: usize, days: usize| {
        at.filter(|_| dice.chance(permille))
            .map(|at| at + dice.below(days * DAY))
            .filter(|at| *at < END)
    };
    let mql = delivered.map(|at| at.saturating_sub(dice.below(2 * DAY)).max(*created));
    let accepted = after(dice, *delivered, 700, 3);
    let rejected = if accepted.is_none() { after(dice, *delivered, 400, 4) } else { None };
    let sql = after(dice, accepted, 500, 8);
    let opportunity = after(dice, sql, 700, 8);
    let won = after(dice, opportunity, 400, 20);
    let lost = if won.is_none() { after(dice, *delivered, 300, 20) } else { None };
    let recycled = after(dice, lost, 400, 3);
    let stamp = |out: &mut dyn Write, at: Option<usize>| {
        let mut out = out;
        at.map_or(Ok(()), |at| calendar.stamp(&mut out, at))?;
        out.write_all(b";")
    };
    for at in [Some(*created), mql, *delivered, accepted, rejected] {
        stamp(out, at)?;
    }
    write!(out, "{};", if rejected.is_some() { dice.pick(&REASONS) } else { "" })?;
    for at in [sql, opportunity, won] {
        stamp(out, at)?;
    }
    write!(out, "{};", won.map_or(String::new(), |_| (500 + dice.below(9_000)).to_string()))?;
    stamp(out, lost)?;
    write!(out, "{};", if lost.is_some() { dice.pick(&REASONS) } else { "" })?;
    stamp(out, recycled)?;
    out.write_all(b"\n")
}
