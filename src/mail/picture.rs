//! The progress picture: deliveries against the expected line, with the forecast (the only door to plotters and png).

use std::sync::Once;

use plotters::backend::BitMapBackend;
use plotters::prelude::{
    Circle, IntoDrawingArea, IntoFont, PathElement, RGBColor, ShapeStyle, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, register_font};

use crate::scorecard::card::DeliveryDay;
use crate::texts::format;
use crate::texts::story::Story;

/// Pixels of the picture; it is shown at about half of it.
const SIZE: (i32, i32) = (1_104, 264);
/// Left, top, right and bottom of where lines are drawn; the last values are written to the right.
const FIELD: (i32, i32, i32, i32) = (26, 66, 880, 194);
/// The highest middle of a text that is still whole, and what two lines of text are apart.
const TOP: i32 = 26;
const ROW: i32 = 44;
const GROUND: RGBColor = RGBColor(0xF6, 0xF8, 0xFA);
const INK: RGBColor = RGBColor(0x1F, 0x29, 0x33);
const SUB: RGBColor = RGBColor(0x52, 0x60, 0x6D);
const ACTUAL: RGBColor = RGBColor(0x2B, 0x3A, 0x4A);
const PLAN: RGBColor = RGBColor(0x7B, 0x87, 0x94);
const BASE: RGBColor = RGBColor(0x9A, 0xA5, 0xB1);
const FONT: &str = "acordo";

/// The picture and the sentence that says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// PNG.
    pub png: Vec<u8>,
    /// What it shows, with its numbers.
    pub alt: String,
}

/// The picture of a period's deliveries; nothing before the first delivery or without an expectation.
pub fn progress(story: &Story<'_>) -> Option<Picture> {
    let days = &story.card.delivery.days;
    let now = days.iter().rposition(|day| day.cumulated.is_some())?;
    let done = days.get(now)?.cumulated.filter(|done| *done > 0)?;
    let target = days.last()?.expected.filter(|target| *target > 0.0)?;
    let forecast = days.last()?.forecast;
    let whole = |value: f64| format::number(story.texts.language, value, 0);
    let label = |key: &str, value: f64| story.texts.phrase(key, &[("n", &whole(value))]);
    let labels = Labels {
        target: label("mail.picture-target", target),
        done: whole(done as f64),
        forecast: forecast.map(whole),
        today: story.texts.word("mail.picture-today").to_owned(),
        ends: [days.first()?.day, days.last()?.day]
            .map(|day| format::short_date(story.texts.language, day)),
    };
    let lines = Lines::of(days, now, done, target.max(done as f64).max(forecast.unwrap_or(0.0)));
    let alt = story.deliveries_in_words()?;
    Some(Picture { png: encoded(&drawn(&lines, &labels)?)?, alt })
}

/// Where the lines go, in pixels.
struct Lines {
    expected: Vec<(i32, i32)>,
    actual: Vec<(i32, i32)>,
    forecast: Vec<(i32, i32)>,
}

struct Labels {
    target: String,
    done: String,
    forecast: Option<String>,
    today: String,
    ends: [String; 2],
}

impl Lines {
    fn of(days: &[DeliveryDay], now: usize, done: u64, most: f64) -> Self {
        let (left, top, right, bottom) = FIELD;
        let steps = days.len().saturating_sub(1).max(1) as f64;
        #[allow(clippy::cast_possible_truncation)] // within the picture
        let at = |place: usize, value: f64| {
            let x = f64::from(left) + f64::from(right - left) * place as f64 / steps;
            let y = f64::from(bottom) - f64::from(bottom - top) * (value / most).clamp(0.0, 1.0);
            (x.round() as i32, y.round() as i32)
        };
        let line = |value: &dyn Fn(usize, &DeliveryDay) -> Option<f64>| {
            days.iter()
                .enumerate()
                .filter_map(|(place, day)| value(place, day).map(|value| at(place, value)))
                .collect()
        };
        Self {
            expected: line(&|_, day| day.expected),
            actual: line(&|place, day| {
                day.cumulated.filter(|_| place <= now).map(|count| count as f64)
            }),
            forecast: line(&|place, day| {
                if place == now { Some(done as f64) } else { day.forecast.filter(|_| place > now) }
            }),
        }
    }
}

/// The picture's pixels, three bytes each.
fn drawn(lines: &Lines, labels: &Labels) -> Option<Vec<u8>> {
    let (width, height) = SIZE;
    let mut pixels = vec![0; usize::try_from(width * height * 3).ok()?];
    draw(&mut pixels, lines, labels)?;
    Some(pixels)
}

fn draw(pixels: &mut [u8], lines: &Lines, labels: &Labels) -> Option<()> {
    fonts();
    let size = (u32::try_from(SIZE.0).ok()?, u32::try_from(SIZE.1).ok()?);
    let area = BitMapBackend::with_buffer(pixels, size).into_drawing_area();
    area.fill(&GROUND).ok()?;
    let (left, _, right, bottom) = FIELD;
    let path = |points: Vec<(i32, i32)>, colour: RGBColor, width: u32| {
        PathElement::new(points, stroke(colour, width))
    };
    area.draw(&path(vec![(left, bottom), (right, bottom)], BASE, 2)).ok()?;
    area.draw(&path(lines.expected.clone(), PLAN, 3)).ok()?;
    for dot in dots(&lines.forecast) {
        area.draw(&Circle::new(dot, 4, ACTUAL.filled())).ok()?;
    }
    area.draw(&path(lines.actual.clone(), ACTUAL, 6)).ok()?;
    let write = |text: &str, at: (i32, i32), look: TextStyle<'static>| {
        area.draw(&Text::new(text.to_owned(), at, look)).ok()
    };
    let now = *lines.actual.last()?;
    area.draw(&Circle::new(now, 9, ACTUAL.filled())).ok()?;
    write(
        &labels.done,
        beside(now, lines),
        style(50, INK, true, if now.0 < left + 120 { HPos::Left } else { HPos::Right }),
    )?;
    let end = *lines.expected.last()?;
    let forecast = lines.forecast.last().zip(labels.forecast.as_ref());
    // Two values close to each other are written one above the other.
    let shift = forecast.map_or(0, |((_, y), _)| {
        ((44 - (end.1 - y).abs()).max(0) + 1) / 2 * if end.1 > *y { 1 } else { -1 }
    });
    let top = (end.1 + shift).max(TOP);
    write(&labels.target, (right + 14, top), style(42, SUB, false, HPos::Left))?;
    if let Some(((_, y), text)) = forecast.filter(|((x, _), _)| *x > now.0) {
        let below = if shift < 0 { (y - shift).max(top + ROW) } else { (y - shift).max(TOP) };
        write(text, (right + 14, below), style(42, INK, true, HPos::Left))?;
    }
    let [first, last] = &labels.ends;
    write(first, (left, bottom + 36), style(42, SUB, false, HPos::Left))?;
    if (left + 180..right - 180).contains(&now.0) {
        write(&labels.today, (now.0, bottom + 36), style(42, INK, true, HPos::Center))?;
    }
    write(last, (right, bottom + 36), style(42, SUB, false, HPos::Right))?;
    area.present().ok()
}

/// Where today's number keeps clear of the expected line: above the point, or below it where the line runs above.
fn beside((x, y): (i32, i32), lines: &Lines) -> (i32, i32) {
    let is_behind = lines.expected.iter().any(|(at, height)| *at == x && *height < y - 4);
    if is_behind && y + 60 < FIELD.3 { (x, y + 40) } else { (x, y - 34) }
}

fn stroke(colour: RGBColor, width: u32) -> ShapeStyle {
    colour.stroke_width(width)
}

fn style(size: i32, colour: RGBColor, is_bold: bool, across: HPos) -> TextStyle<'static> {
    let font =
        (FONT, size).into_font().style(if is_bold { FontStyle::Bold } else { FontStyle::Normal });
    TextStyle {
        color: colour.to_backend_color(),
        ..TextStyle::from(font).pos(Pos::new(across, VPos::Center))
    }
}

/// Points 16 pixels apart along a line, for drawing it dotted.
fn dots(line: &[(i32, i32)]) -> Vec<(i32, i32)> {
    const APART: f64 = 16.0;
    let mut dots = Vec::new();
    let mut carried = APART;
    for pair in line.windows(2) {
        let [(x0, y0), (x1, y1)] = pair else { continue };
        let (dx, dy) = (f64::from(x1 - x0), f64::from(y1 - y0));
        let length = dx.hypot(dy);
        let mut along = carried;
        while along <= length {
            #[allow(clippy::cast_possible_truncation)] // between two pixels
            dots.push((
                x0 + (dx * along / length).round() as i32,
                y0 + (dy * along / length).round() as i32,
            ));
            along += APART;
        }
        carried = along - length;
    }
    dots
}

fn fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let faces: [(FontStyle, &'static [u8]); 2] = [
            (FontStyle::Normal, include_bytes!("../../templates/fonts/acordo-sans.ttf")),
            (FontStyle::Bold, include_bytes!("../../templates/fonts/acordo-sans-bold.ttf")),
        ];
        for (style, bytes) in faces {
            // A font that does not parse leaves the picture without words; a test sees that.
            drop(register_font(FONT, style, bytes));
        }
    });
}

fn encoded(pixels: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder =
        png::Encoder::new(&mut bytes, u32::try_from(SIZE.0).ok()?, u32::try_from(SIZE.1).ok()?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agreement::Language;
    use crate::texts::tests::fixture::{World, day, world};

    /// Twenty days, thirteen of them gone.
    fn delivering(language: Language) -> World {
        let mut world = world(language);
        let day = |n: u32| DeliveryDay {
            day: day(11, n),
            target: Some(30.0),
            delivered: None,
            accepted: None,
            rejected: None,
            deducted: None,
            cumulated: (n <= 13).then(|| u64::from(n) * 398 / 13),
            expected: Some(f64::from(n) * 30.0),
            expected_by_end: Some(f64::from(n) * 30.0),
            forecast: (n >= 13).then(|| f64::from(n) * 28.95),
            is_today: n == 13,
        };
        world.card.delivery.days = (1..=20).map(day).collect();
        world
    }

    #[test]
    fn the_picture_says_what_its_words_say() {
        for language in [Language::PtBr, Language::En] {
            let world = delivering(language);
            let picture = progress(&world.story()).unwrap();
            assert!(picture.png.len() < 40_000, "{}", picture.png.len());
            assert_eq!(
                progress(&world.story()).unwrap(),
                picture,
                "the same deliveries are the same bytes"
            );
            assert!(picture.alt.contains("398") && picture.alt.contains("600"), "{}", picture.alt);
            let mut decoder =
                png::Decoder::new(std::io::Cursor::new(&picture.png)).read_info().unwrap();
            let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.next_frame(&mut pixels).unwrap();
            let dark = |row: &[u8]| {
                row.chunks_exact(3).filter(|pixel| pixel.iter().all(|byte| *byte < 0x60)).count()
            };
            let rows: Vec<&[u8]> = pixels.chunks_exact(1_104 * 3).collect();
            assert!(
                rows[214..249].iter().map(|row| dark(row)).sum::<usize>() > 50,
                "the words under the axis are drawn"
            );
        }
    }

    #[test]
    fn nothing_delivered_is_no_picture() {
        let mut world = world(Language::PtBr);
        world.card.delivery.days.clear();
        assert_eq!(progress(&world.story()), None);
    }
}
