//! Does speed pay here: connections and sales of mature leads by the time to their first attempt.

use crate::model::agreement::Clock;
use crate::model::evidence::Unseen;
use crate::report::blocks::{
    FEW, GAP_PX, Listing, bars, ends, nothing, number, section, share_of_told, text,
};
use crate::report::book::{Cell, Sheet, Value, at, index};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Face, Number, Style};
use crate::scorecard::card::{Speed, SpeedBand};
use crate::texts::format;

/// Lays the block on a new page; gives the first row of the next one.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("speed-heading"));
    let Some(speed) = &desk.card().speed else {
        let blind = &desk.card().blind;
        let why = desk.absent(blind.tried.or(blind.delivered), "speed-none");
        nothing(sheet, row + 1, 1, &why);
        return row + 3;
    };
    sheet.say(row + 1, 1, answer(desk, speed), Style::TEXT.face(Face::Strong));
    let mut listing = Listing::new(desk.word("table-speed"), (row + 2, 1), columns(desk, speed));
    let named = speed.bands.iter().map(|band| (span_name(desk, band.from, band.to), *band));
    for (name, band) in named.chain([(desk.word("speed-untried"), speed.untried)]) {
        let cells = cells(&name, &band, speed.has_sales, listing.next_row());
        listing.rows.push(cells);
    }
    bars(sheet, listing.area(3), Colour::Bar, 1.0);
    let end = listing.lay(sheet);
    let notes = notes(desk, speed);
    for (offset, note) in notes.iter().enumerate() {
        sheet.say(end + index(offset), 1, note, Style::NOTE);
    }
    sheet.height(end + index(notes.len()), GAP_PX);
    end + index(notes.len()) + 1
}

fn columns(desk: &Desk, speed: &Speed) -> Vec<(String, Style)> {
    let faint = Style::number(Number::Share).ink(Colour::Faint);
    vec![
        (band_head(desk, speed.clock), text()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-connected"), number(Number::Count)),
        (desk.word("head-connected-of-tried"), number(Number::Share)),
        (desk.word("head-connection-from"), faint),
        (desk.word("head-connection-to"), faint),
        (desk.word("head-sales"), number(Number::Count)),
        (desk.word("head-sale-rate"), number(Number::ExactShare).strong()),
        (desk.word("head-sale-from"), faint),
        (desk.word("head-sale-to"), faint),
    ]
}

fn cells(name: &str, band: &SpeedBand, has_sales: bool, row: u32) -> Vec<Cell> {
    let young = |style: Style, of: u64| {
        if of < FEW { style.face(Face::Young).ink(Colour::Faint) } else { style }
    };
    let rate = |column: u16, (hits, told): (Option<u64>, u64), style: Style| {
        let numbers = |hits: u64| (hits as f64, told as f64);
        let of = |hits: u64| {
            share_of_told(&at(row, column), &at(row, 2), band.leads - told, numbers(hits))
        };
        Cell::styled(hits.map_or(Value::Empty, of), young(style, told))
    };
    let mut cells = vec![
        Value::text(name).into(),
        Value::count(band.leads).into(),
        Value::maybe_count(band.connected).into(),
    ];
    cells.push(rate(3, (band.connected, band.told), number(Number::Share)));
    cells.extend(ends(band.connected, band.told));
    if has_sales {
        cells.push(Value::count(band.won).into());
        cells.push(rate(7, (Some(band.won), band.leads), number(Number::ExactShare).strong()));
        cells.extend(ends(Some(band.won), band.leads));
    } else {
        cells.resize(10, Value::Empty.into());
    }
    cells
}

/// `Tentados em até 1 h viram venda em 12,3% (130 leads); depois disso, 9,1% (33). Diferença de +3,2 p.p. (IC 95%: −9,8 a +12,4): …`
fn answer(desk: &Desk, speed: &Speed) -> String {
    if let (false, Some(unseen)) = (speed.has_sales, desk.card().blind.won) {
        return no_sales(desk, unseen);
    }
    let share = |band: &SpeedBand| {
        if band.leads > 0 {
            desk.share(band.won as f64 / band.leads as f64, 1)
        } else {
            "–".to_owned()
        }
    };
    let within = desk.story.duration(speed.within as f64, speed.clock);
    let sides = [
        ("within", within),
        ("fast", share(&speed.fast)),
        ("fast-n", desk.whole(speed.fast.leads)),
        ("slow", share(&speed.slow)),
        ("slow-n", desk.whole(speed.slow.leads)),
    ];
    let signed = |value: f64| format::signed(desk.story.texts.language, value * 100.0, 1);
    let (key, ends) = match speed.difference {
        None => ("speed-few", Vec::new()),
        Some(range) => {
            let middle = range.mid.unwrap_or(f64::midpoint(range.low, range.high));
            let key = if range.low > 0.0 {
                "speed-pays"
            } else if range.high < 0.0 {
                "speed-costs"
            } else {
                "speed-chance"
            };
            (
                key,
                vec![
                    ("difference", signed(middle)),
                    ("low", signed(range.low)),
                    ("high", signed(range.high)),
                ],
            )
        }
    };
    let values: Vec<(&str, &str)> =
        sides.iter().chain(&ends).map(|(name, value)| (*name, value.as_str())).collect();
    desk.phrase(key, &values)
}

/// Why sales cannot be compared, and whether connections can.
fn no_sales(desk: &Desk, unseen: Unseen) -> String {
    let why = desk.story.unseen(unseen);
    let Some(reached) = desk.card().blind.reached else {
        return desk.phrase("speed-no-sales", &[("why", &why)]);
    };
    let values = [("why", why.as_str()), ("also", &desk.story.unseen(reached))];
    desk.phrase("speed-nothing", &values)
}

/// Whose leads these are, and that speed need not be the cause.
fn notes(desk: &Desk, speed: &Speed) -> Vec<String> {
    let (from, to, days) = (
        format::date(desk.story.texts.language, speed.first),
        format::date(desk.story.texts.language, speed.last),
        speed.days.to_string(),
    );
    let cohort = desk.phrase("speed-cohort", &[("from", &from), ("to", &to), ("days", &days)]);
    let untimed = (speed.untimed > 0).then(|| desk.count("speed-untimed", speed.untimed, &[]));
    let care = untimed.into_iter().chain([desk.word("speed-care")]).collect::<Vec<_>>();
    vec![cohort, care.join(" ")]
}

/// `até 15 min`, `15–30 min`, `1–2 h`, `> 8 h`.
pub fn span_name(desk: &Desk, from: i64, to: Option<i64>) -> String {
    let (size, unit) = if to.unwrap_or(from) <= 3_600 {
        (60.0, "unit.short-minutes")
    } else {
        (3_600.0, "unit.short-hours")
    };
    let shown = |seconds: i64| desk.short(seconds as f64 / size);
    let timed = |number: String| desk.story.texts.phrase(unit, &[("n", &number)]);
    match to {
        Some(to) if from == 0 => desk.phrase("band-up-to", &[("time", &timed(shown(to)))]),
        Some(to) => timed(format!("{}–{}", shown(from), shown(to))),
        None => format!("> {}", timed(shown(from))),
    }
}

/// `Tempo útil até a 1ª`, `Tempo corrido até a 1ª`: whose seconds the bands count.
pub fn band_head(desk: &Desk, clock: Clock) -> String {
    desk.word(match clock {
        Clock::Working => "head-band",
        Clock::Elapsed => "head-band-elapsed",
    })
}
