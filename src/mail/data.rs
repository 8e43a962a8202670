//! What every letter says around its content: whose it is and of when, the data that it rests on, and that some are missing.

use serde::Serialize;

use crate::mail::Run;
use crate::model::brand::Paint;
use crate::texts::format;
use crate::texts::story::{Story, weekday_key};

pub(super) fn when(story: &Story<'_>, run: &Run) -> String {
    let zone = &story.agreement.zone;
    let cut_off = story.card.cut_off;
    let day = zone.day_of(cut_off.at());
    let time = format::time(zone, cut_off.at());
    let until = if day == run.day {
        time
    } else {
        format!("{} {time}", format::short_date(story.texts.language, day))
    };
    let date = format!(
        "{} {}",
        story.texts.word(weekday_key(run.day)),
        format::date(story.texts.language, run.day)
    );
    story.texts.phrase("mail.date-and-cut-off", &[("date", &date), ("cut-off", &until)])
}

/// That sources could not be used.
pub(super) fn missing(story: &Story<'_>) -> Option<String> {
    let missing = story.issues.iter().filter(|issue| issue.serious).count();
    let missing = u64::try_from(missing).unwrap_or(u64::MAX);
    (missing > 0).then(|| story.texts.count("mail.sources-missing", missing, &[]))
}

/// Whose letter it is and of when, on top of every one.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    brand: String,
    /// The company's colour behind the head, `#1F5FA6`.
    band: Option<String>,
    /// Pixels across and down of its logo.
    logo: Option<(u32, u32)>,
    when: String,
}

impl Head {
    pub fn of(story: &Story<'_>, run: &Run) -> Self {
        let brand = &story.agreement.report.brand;
        Self {
            brand: story.brand(),
            band: brand.colour.map(Paint::hex),
            logo: brand.picture().map(|logo| logo.fitted(LOGO_PX)),
            when: when(story, run),
        }
    }
}

/// How many rows the numbers rest on; files and warnings stand in the workbook.
pub(super) fn data(story: &Story<'_>) -> String {
    story.texts.phrase("story.data-rows", &[("rows", &story.rows_read())])
}

/// Pixels that a logo has in the head of a letter.
const LOGO_PX: (u32, u32) = (120, 32);
