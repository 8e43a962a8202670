//! Where the computer is, as far as its time zone tells: a first agreement assumes that the teams are there, too.

use crate::calendar::lists;
use crate::config;
use crate::model::zone::Zone;
use crate::texts::Texts;

/// What a first agreement assumes where nothing tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// IANA time zone.
    pub zone: String,
    /// ISO code; nothing of a country that is not known: whoever sells there says it.
    pub currency: Option<&'static str>,
    /// Name of the country's list of holidays; nothing where none is known.
    pub holidays: Option<&'static str>,
}

/// What the starters have.
const STARTER: (&str, &str, &str) = ("America/Sao_Paulo", "BRL", "br");

/// That of the computer; the starters' where it names no place, as servers do.
pub fn home() -> Home {
    let named = std::env::var("TZ").ok().filter(|zone| !zone.is_empty());
    let named = named.or_else(|| iana_time_zone::get_timezone().ok());
    let is_place = |zone: &String| {
        zone.contains('/') && !zone.starts_with("Etc/") && Zone::named(zone).is_some()
    };
    named.filter(is_place).map_or_else(|| of_zone(STARTER.0.to_owned()), of_zone)
}

fn of_zone(zone: String) -> Home {
    let holidays = lists::of_zone(&zone);
    let currency = holidays.and_then(lists::currency);
    Home { zone, currency, holidays }
}

impl Home {
    /// A starter for this place, with the currency that most amounts name, where they name another one.
    pub fn settle(&self, texts: &Texts, starter: &str, named: Option<&str>) -> String {
        let (zone, currency, holidays) = STARTER;
        let mark = config::mark(texts.language);
        let ask = || format!("{mark}: {}", texts.word("draft.which-currency"));
        let money = named.or(self.currency).map_or_else(ask, str::to_owned);
        let own = self.holidays.map(|own| format!("\"{own}\"")).unwrap_or_default();
        let room = " ".repeat(zone.len().saturating_sub(self.zone.len()));
        [
            (format!("\"{zone}\""), format!("\"{}\"{room}", self.zone)),
            (format!("currency  = \"{currency}\""), format!("currency  = \"{money}\"")),
            (format!("holidays = [\"{holidays}\"]"), format!("holidays = [{own}]")),
        ]
        .iter()
        .fold(starter.to_owned(), |text, (from, to)| text.replacen(from, to, 1))
    }
}
