//! Hours of a day as people say them: `9h às 12h e 13h às 18h`, `9am-6pm`, `das 8h30 até 17h`.

use crate::model::fold::fold;

/// Words that lead from a beginning to its end, folded.
const TO: [&str; 6] = ["as", "a", "ate", "to", "until", "till"];
/// Words that say nothing else, folded.
const BETWEEN: [&str; 10] = ["das", "de", "da", "e", "and", "from", "h", "hs", "hrs", "horas"];
/// The last hour of a day.
const LAST: u32 = 24;

/// A time of day as it was said.
#[derive(Clone, Copy)]
struct Said {
    hour: u32,
    minute: u32,
    /// Hours added for the half of the day, where one was said.
    half: Option<u32>,
}

impl Said {
    fn hour(self) -> u32 {
        self.half.map_or(self.hour, |added| self.hour % 12 + added)
    }

    fn written(self) -> String {
        format!("{:02}:{:02}", self.hour(), self.minute)
    }
}

/// The intervals that a text says, each as `09:00-12:00`; nothing where it says anything else, or leaves an end out.
pub fn spans(text: &str) -> Option<Vec<String>> {
    let mut rest = text;
    // Each time, and whether the words before it lead to it from the one before.
    let mut times: Vec<(Said, bool)> = Vec::new();
    let mut is_end = false;
    while let Some(sign) = rest.chars().next() {
        if sign.is_ascii_digit() {
            let (said, left) = time(rest)?;
            times.push((said, std::mem::take(&mut is_end)));
            rest = left;
        } else if sign.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let (word, left) = rest.split_at(end);
            let word = fold(word);
            is_end |= TO.contains(&word.as_str());
            if !is_end && !BETWEEN.contains(&word.as_str()) {
                return None;
            }
            rest = left;
        } else {
            is_end |= matches!(sign, '-' | '–' | '—');
            if !is_end && !sign.is_whitespace() && !matches!(sign, ',' | ';' | '/' | '&') {
                return None;
            }
            rest = rest.get(sign.len_utf8()..)?;
        }
    }
    let pairs = times.chunks(2).map(|pair| match pair {
        [(from, false), (to, true)] => Some(format!("{}-{}", from_of(*from, *to), to.written())),
        _ => None,
    });
    pairs.collect::<Option<Vec<_>>>().filter(|spans| !spans.is_empty())
}

/// The beginning: of `1-6pm` it is in the half of the day of the end.
fn from_of(from: Said, to: Said) -> String {
    let half = to.half.filter(|added| from.hour % 12 + added < to.hour());
    Said { half: from.half.or(half), ..from }.written()
}

/// A time at the beginning of a text, `9`, `9h`, `9h30`, `09:30`, `9.30`, `9 am`, and what follows it.
fn time(text: &str) -> Option<(Said, &str)> {
    let (hour, rest) = number(text)?;
    let minute = rest
        .strip_prefix([':', 'h', 'H', '.'])
        .and_then(|rest| number(rest).filter(|(minute, _)| minute.len() == 2));
    let (minute, rest) = minute.unwrap_or(("0", rest));
    let (half, rest) = half(rest);
    let said = Said { hour: hour.parse().ok()?, minute: minute.parse().ok()?, half };
    let most = if half.is_some() { 12 } else { LAST };
    let is_time = said.hour <= most && said.minute < 60 && (said.hour < LAST || said.minute == 0);
    is_time.then_some((said, rest))
}

/// One or two figures, and what follows them.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (1..=2).contains(&end).then(|| text.split_at(end))
}

/// The half of the day that stands behind a time, and what follows it.
fn half(text: &str) -> (Option<u32>, &str) {
    let bare = text.trim_start();
    for (words, added) in [(["am", "a.m."], 0), (["pm", "p.m."], 12)] {
        for word in words {
            let (Some(own), Some(left)) = (bare.get(..word.len()), bare.get(word.len()..)) else {
                continue;
            };
            let is_whole = !left.starts_with(char::is_alphanumeric);
            if own.eq_ignore_ascii_case(word) && is_whole {
                return (Some(added), left);
            }
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::spans;

    #[test]
    fn hours_are_understood_as_people_say_them() {
        for (said, wanted) in [
            ("9h às 18h", "09:00-18:00"),
            ("9-18", "09:00-18:00"),
            ("9am-6pm", "09:00-18:00"),
            ("9 to 18", "09:00-18:00"),
            ("das 9 às 18", "09:00-18:00"),
            ("9h-12h e 13h-18h", "09:00-12:00 13:00-18:00"),
            ("8h30 às 12h; 13h15 até 17h45", "08:30-12:00 13:15-17:45"),
            ("09:00-12:00 13:00-18:00", "09:00-12:00 13:00-18:00"),
            ("9:00 – 12:00, 13:00 – 18:00", "09:00-12:00 13:00-18:00"),
            ("from 9 a.m. to 12 p.m. and 1-6 pm", "09:00-12:00 13:00-18:00"),
            ("12am-6am", "00:00-06:00"),
            ("8.30 a 17.30 horas", "08:30-17:30"),
            ("18h às 24h", "18:00-24:00"),
            ("DAS 9H ÀS 18H", "09:00-18:00"),
        ] {
            assert_eq!(spans(said).map(|spans| spans.join(" ")).as_deref(), Some(wanted), "{said}");
        }
    }

    #[test]
    fn what_leaves_a_doubt_is_not_understood() {
        for said in [
            "",
            "9",
            "9h",
            "9 18",
            "9, 18",
            "9-12-18",
            "9h às 18h menos sexta",
            "comercial",
            "25-26",
            "9:75-10",
            "9:00-24:30",
            "13pm-14pm",
            "fechado",
            "9 às",
            "-",
            "2026-11-01",
        ] {
            assert_eq!(spans(said), None, "{said}");
        }
    }
}
