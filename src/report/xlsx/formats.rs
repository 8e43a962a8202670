//! Every look of the book as a format of the library, made once.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::agreement::Language;
use crate::model::brand::Paint;
use crate::report::book::Book;
use crate::report::style::{Align, Colour, Line, Number, Sits, Style};

/// The one font of the book.
pub const FONT: &str = "Calibri";

/// A colour as the library wants it.
pub fn colour(colour: Colour) -> Color {
    Color::RGB(colour.rgb())
}

/// The formats of a book.
pub struct Formats {
    language: Language,
    cut_off_time: String,
    money: String,
    /// Stands for [`Colour::Brand`].
    brand: Option<Paint>,
    /// The words of `text` formats for footers.
    known: std::cell::RefCell<BTreeMap<Style, std::rc::Rc<Format>>>,
}

impl Formats {
    /// No format yet.
    pub fn of(book: &Book) -> Self {
        Self {
            language: book.language,
            cut_off_time: book.cut_off_time.clone(),
            money: book.money.clone(),
            brand: book.brand,
            known: std::cell::RefCell::default(),
        }
    }

    /// The format of a look.
    pub fn get(&self, style: Style) -> std::rc::Rc<Format> {
        let mut known = self.known.borrow_mut();
        std::rc::Rc::clone(
            known.entry(style).or_insert_with(|| std::rc::Rc::new(self.format(style))),
        )
    }

    /// A colour of this book.
    pub fn paint(&self, ink: Colour) -> Color {
        let own = self.brand.filter(|_| ink == Colour::Brand);
        own.map_or_else(|| colour(ink), |own| Color::RGB(own.0))
    }

    fn lined(&self, format: Format, line: Line) -> Format {
        match line {
            Line::None => format,
            Line::Under(ink) => format
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(self.paint(ink)),
            Line::Over(ink) => {
                format.set_border_top(FormatBorder::Thin).set_border_top_color(self.paint(ink))
            }
            Line::Around => {
                format.set_border(FormatBorder::Thin).set_border_color(colour(Colour::White))
            }
        }
    }

    fn format(&self, style: Style) -> Format {
        let (size, bold, italic) = style.face.letters();
        let mut format = Format::new()
            .set_font_name(FONT)
            .set_font_size(size)
            .set_font_color(colour(style.ink))
            .set_align(sits(style.sits));
        if bold {
            format = format.set_bold();
        }
        if italic {
            format = format.set_italic();
        }
        if style.wraps {
            format = format.set_text_wrap();
        }
        if let Some(fill) = style.fill {
            format = format.set_background_color(colour(fill));
        }
        if let Some(edge) = style.edge {
            format =
                format.set_border_left(FormatBorder::Thick).set_border_left_color(colour(edge));
        }
        let code = match style.number {
            Number::Money => money_code(&self.money, ""),
            Number::MoneyGap => money_code(&self.money, "+"),
            number => number_code(number, self.language, &self.cut_off_time),
        };
        self.lined(aligned(format, style.align), style.line).set_num_format(code)
    }
}

fn sits(sits: Sits) -> FormatAlign {
    match sits {
        Sits::Top => FormatAlign::Top,
        Sits::Middle => FormatAlign::VerticalCenter,
        Sits::Bottom => FormatAlign::Bottom,
    }
}

fn aligned(format: Format, align: Align) -> Format {
    match align {
        Align::Left => format.set_align(FormatAlign::Left),
        Align::Indented => format.set_align(FormatAlign::Left).set_indent(1),
        Align::Centre => format.set_align(FormatAlign::Center),
        Align::Right => format.set_align(FormatAlign::Right),
    }
}

/// An amount with its currency as words write it, `R$ {amount}`, and the sign in front of all.
fn money_code(money: &str, plus: &str) -> String {
    let quoted = |words: &str| {
        let words = words.replace('"', "");
        if words.is_empty() { String::new() } else { format!("\"{words}\"") }
    };
    let (before, after) = money.split_once("{amount}").unwrap_or((money, ""));
    let signed =
        |sign: &str| format!("{}#,##0{}", quoted(&format!("{sign}{before}")), quoted(after));
    format!("{};{};{}", signed(plus), signed("−"), signed(""))
}

fn points_code(points: &str, decimals: usize) -> String {
    let number = format!("0.{:0<decimals$}\" {points}\"", "");
    format!("+{number};\"−\"{number};{number}")
}

/// The invariant code of a number format; the program shows it in the reader's locale.
fn number_code(number: Number, language: Language, cut_off_time: &str) -> String {
    let (locale, points, until, rest) = match language {
        Language::PtBr => ("[$-416]", "p.p.", "até", "resto"),
        Language::En => ("[$-409]", "pp", "to", "rest"),
    };
    // A day of an English report names its month: 3/11 is read as March or as November by the country.
    let (day, short_year) = match language {
        Language::PtBr => ("dd/mm".to_owned(), "/yy"),
        Language::En => (format!("{locale}d mmm"), " yy"),
    };
    let weekday = match language {
        Language::PtBr => format!("{locale}ddd dd/mm"),
        Language::En => format!("{locale}ddd d mmm"),
    };
    match number {
        Number::General => "General".to_owned(),
        Number::Count | Number::Money | Number::MoneyGap => "#,##0".to_owned(),
        Number::Dotted => "#,##0;\"−\"#,##0;\"·\"".to_owned(),
        Number::One => "#,##0.0".to_owned(),
        Number::OneDotted => "#,##0.0;\"−\"#,##0.0;\"·\"".to_owned(),
        Number::Two => "#,##0.00".to_owned(),
        Number::PerHour(decimals) => format!("#,##0.{:0<decimals$}\"/h\"", ""),
        Number::Share => "0%".to_owned(),
        Number::FineShare => "0.0##%".to_owned(),
        Number::Text => "@".to_owned(),
        Number::ExactShare => "0.0%".to_owned(),
        Number::CloseShare(decimals) => format!("0.{:0<decimals$}%", ""),
        Number::Ceiling => "\"≤ \"0%".to_owned(),
        Number::Gap => "+#,##0.0;\"−\"#,##0.0;0.0".to_owned(),
        Number::Points => points_code(points, 1),
        Number::FinePoints(decimals) => points_code(points, decimals),
        Number::Relative => "+0%;\"−\"0%;0%".to_owned(),
        Number::Date => format!("{day}{short_year}yy"),
        Number::Instant => format!("{day}{short_year}yy hh:mm"),
        Number::ShortInstant => format!("{day} hh:mm"),
        Number::LeadInstant => format!("{day}{short_year} hh:mm"),
        Number::LeadDate => format!("{day}{short_year}"),
        Number::Month => format!("{locale}mmm/yy"),
        Number::Weekday => weekday,
        Number::WeekdayUntil => format!("{weekday}\" · {until} {cut_off_time}\""),
        Number::WeekdayRest => format!("{weekday}\" · {rest}\""),
        Number::Hidden => ";;;".to_owned(),
        Number::Flag => "0;-0;\"·\"".to_owned(),
    }
}
