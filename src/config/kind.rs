//! The kinds of value a key may hold: how each is read, what is allowed, and the code of its refusal.

use toml::de::DeValue;

use super::choices::{means, spoken};
use super::spell;
use crate::model::agreement::{Allowance, Clock, DurationUnit};
use crate::model::zone::{Day, Zone};

/// Zones offered as a guess for a mistyped one.
const COMMON_ZONES: [&str; 20] = [
    "America/Sao_Paulo",
    "America/Manaus",
    "America/Cuiaba",
    "America/Campo_Grande",
    "America/Fortaleza",
    "America/Recife",
    "America/Bahia",
    "America/Belem",
    "America/Maceio",
    "America/Araguaina",
    "America/Porto_Velho",
    "America/Boa_Vista",
    "America/Rio_Branco",
    "America/Noronha",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Europe/Lisbon",
    "Europe/London",
    "UTC",
];

/// What reading a value came to.
pub enum Read<T> {
    /// The value.
    Good(T),
    /// The right type, but not one of the allowed values.
    Bad,
    /// Another type.
    WrongType,
}

type Reading<T> = Box<dyn Fn(&DeValue<'_>) -> Read<T>>;

/// A kind of value.
pub struct Kind<T> {
    /// Code of the problem when the value is not allowed.
    pub code: &'static str,
    /// What is allowed: words, or `@name` of a text.
    pub allowed: String,
    /// Words offered as a guess.
    pub options: Vec<String>,
    /// What a refused text was probably meant to be, where that is no fixed word.
    pub meant: fn(&str) -> Option<String>,
    reading: Reading<T>,
}

impl<T: 'static> Kind<T> {
    /// A kind of value that `reading` reads; a refused value is told with `code` and with
    /// `allowed`, what may be written instead.
    pub fn new(
        code: &'static str,
        allowed: &str,
        reading: impl Fn(&DeValue<'_>) -> Read<T> + 'static,
    ) -> Self {
        Self {
            code,
            allowed: allowed.to_owned(),
            options: Vec::new(),
            meant: |_| None,
            reading: Box::new(reading),
        }
    }

    /// A kind that is written as text and that `parse` understands; a value of another type is
    /// refused as such.
    pub fn spelt(
        code: &'static str,
        allowed: &str,
        parse: impl Fn(&str) -> Option<T> + 'static,
    ) -> Self {
        Self::new(code, allowed, move |value| {
            value.as_str().map_or(Read::WrongType, |text| good_or_bad(parse(text)))
        })
    }

    /// One of a few fixed words, each with its meaning, or what people say for one of them; the
    /// nearest is offered for a misspelt word.
    pub fn word<'a>(code: &'static str, words: impl IntoIterator<Item = (&'a str, T)>) -> Self
    where
        T: Clone,
    {
        let words: Vec<(String, T)> =
            words.into_iter().map(|(word, meaning)| (word.to_owned(), meaning)).collect();
        let fixed: Vec<String> = words.iter().map(|(word, _)| word.clone()).collect();
        let said = fixed.iter().flat_map(|word| spoken(word)).cloned();
        let options = fixed.iter().cloned().chain(said).collect();
        let find = move |text: &str| {
            words.iter().find(|(word, _)| means(text, word)).map(|(_, meaning)| meaning.clone())
        };
        Self { options, ..Self::spelt(code, &fixed.join(", "), find) }
    }

    /// The same kind, but a refused value is told that `allowed` may be written.
    pub fn allowing(self, allowed: &str) -> Self {
        Self { allowed: allowed.to_owned(), ..self }
    }

    /// Reads a value.
    pub fn read(&self, value: &DeValue<'_>) -> Read<T> {
        (self.reading)(value)
    }

    /// The meaning of a value that is allowed.
    pub fn good(&self, value: &DeValue<'_>) -> Option<T> {
        if let Read::Good(meaning) = self.read(value) { Some(meaning) } else { None }
    }
}

fn good_or_bad<T>(value: Option<T>) -> Read<T> {
    value.map_or(Read::Bad, Read::Good)
}

/// The number of an integer or float value.
pub fn number_of(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(whole) => {
            i64::from_str_radix(whole.as_str(), whole.radix()).ok().map(|whole| whole as f64)
        }
        DeValue::Float(float) => {
            float.as_str().parse::<f64>().ok().filter(|number| number.is_finite())
        }
        _ => None,
    }
}

/// Text that is not blank.
pub fn text() -> Kind<String> {
    Kind::spelt("bad-value", "@text", |text| {
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    })
}

/// The name of a variable of the system.
pub fn variable() -> Kind<String> {
    Kind::spelt("bad-value", "@variable", |text| {
        let name = text.trim();
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        is_name.then(|| name.to_owned())
    })
}

/// The name of a server, and nothing before or behind it: an account in front of it would be told with its password.
pub fn host() -> Kind<String> {
    Kind::spelt("bad-value", "@host", |text| {
        let name = text.trim();
        let is_name =
            !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '@' || c == '/');
        is_name.then(|| name.to_owned())
    })
}

/// A path of this computer, as written. An address is none: what is meant to go to a server would make a local file of that name.
pub fn path() -> Kind<String> {
    Kind::spelt("not-a-path", "@path", |text| {
        let text = text.trim();
        (!text.is_empty() && !is_address(text)).then(|| text.to_owned())
    })
}

/// `postgres://host/x`, `s3://bucket`, `user@host:/x`. A drive of Windows is one letter.
pub fn is_address(text: &str) -> bool {
    let is_name = |name: &str| {
        name.len() > 1
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '@'))
    };
    let before = |mark| text.split_once(mark).is_some_and(|(name, _)| is_name(name));
    before("://") || before(":/") || before(":\\")
}

/// `true` or `false`.
pub fn flag() -> Kind<bool> {
    Kind::new("bad-value", "true, false", |value| {
        value.as_bool().map_or(Read::WrongType, Read::Good)
    })
}

/// A number above zero.
pub fn positive() -> Kind<f64> {
    Kind::new("bad-value", "@positive", |value| match number_of(value) {
        Some(number) => good_or_bad((number > 0.0).then_some(number)),
        None => Read::WrongType,
    })
}

/// A whole number between two others.
pub fn whole(least: u32, most: u32) -> Kind<u32> {
    let allowed =
        if most == u32::MAX { format!("≥ {least}") } else { format!("{least} … {most}") };
    Kind::new("bad-value", &allowed, move |value| match value {
        DeValue::Integer(whole) => {
            let number = u32::from_str_radix(whole.as_str(), whole.radix()).ok();
            good_or_bad(number.filter(|number| (least..=most).contains(number)))
        }
        _ => Read::WrongType,
    })
}

/// A fraction as `"90%"`, `0.9` or `"1:6"`, whatever its size.
pub fn fraction_of(value: &DeValue<'_>) -> Read<f64> {
    match value {
        DeValue::String(text) => good_or_bad(spell::fraction(text)),
        _ => number_of(value)
            .map_or(Read::WrongType, |number| good_or_bad((number >= 0.0).then_some(number))),
    }
}

/// A share from nothing to all, as a fraction.
pub fn share() -> Kind<f64> {
    Kind::new("bad-share", "@share", |value| match fraction_of(value) {
        Read::Good(share) if share > 1.0 => Read::Bad,
        read => read,
    })
}

/// A duration above zero, by whichever clock its words say.
pub fn duration() -> Kind<Allowance> {
    Kind::spelt("bad-duration", "@duration", |text| {
        spell::length(text).map(|(length, _)| length).filter(|length| length.count > 0)
    })
}

/// A duration of the wall clock that may be nothing.
pub fn duration_or_none() -> Kind<Allowance> {
    Kind::spelt("bad-duration", "@duration-elapsed", |text| spell::duration(text, Clock::Elapsed))
}

/// A length of wall-clock time, in seconds.
pub fn patience() -> Kind<u32> {
    let seconds = |text: &str| {
        let length = spell::duration(text, Clock::Elapsed)
            .filter(|length| length.count > 0 && length.unit != DurationUnit::Days)?;
        Some(length.count.saturating_mul(if length.unit == DurationUnit::Hours {
            3_600
        } else {
            60
        }))
    };
    Kind::spelt("bad-duration", "@duration-elapsed", seconds)
}

/// A duration above zero in days, which are working days or calendar days.
pub fn days(clock: Clock) -> Kind<Allowance> {
    let is_days = |length: &Allowance| length.unit == DurationUnit::Days && length.count > 0;
    let allowed = match clock {
        Clock::Working => "@days-working",
        Clock::Elapsed => "@days",
    };
    Kind::spelt("bad-duration", allowed, move |text| spell::duration(text, clock).filter(is_days))
}

/// A day: a TOML date, or the same in quotes.
pub fn day() -> Kind<Day> {
    Kind::new("bad-date", "@date", |value| match value {
        DeValue::Datetime(stamp) => {
            let date = stamp.date.filter(|_| stamp.time.is_none());
            good_or_bad(
                date.and_then(|d| {
                    Day::ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day))
                }),
            )
        }
        DeValue::String(text) => good_or_bad(spell::day(text)),
        _ => Read::WrongType,
    })
}

/// An IANA time zone.
pub fn zone() -> Kind<Zone> {
    let options = COMMON_ZONES.iter().map(|zone| (*zone).to_owned()).collect();
    Kind { options, ..Kind::spelt("unknown-zone", "@zone", Zone::named) }
}

/// An ISO currency code.
pub fn currency() -> Kind<String> {
    let is_code =
        |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    Kind::spelt("bad-value", "@currency", move |text| is_code(text).then(|| text.to_owned()))
}

/// A number such as `1.000`, which whoever wrote it may have meant as a thousand.
pub fn has_thousands_point(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Float(float) => spell::has_thousands_point(float.as_str()),
        DeValue::String(text) => spell::has_thousands_part(text),
        _ => false,
    }
}

/// An address, `Name <address>` or bare, kept as written.
pub fn address() -> Kind<String> {
    let right = |text: &str| {
        let bare = spell::address(text)?;
        spell::meant_address(bare).is_none().then(|| text.trim().to_owned())
    };
    Kind { meant: spell::meant_address, ..Kind::spelt("bad-address", "@address", right) }
}
