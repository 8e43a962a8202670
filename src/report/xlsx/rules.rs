//! Conditional formats: words, bounds, scales; fixed ends, never automatic, and none that older readers of the format would warn of.

use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, ConditionalFormatCell, ConditionalFormatCellRule,
    ConditionalFormatFormula, ConditionalFormatType, DataValidation, DataValidationErrorStyle,
    DataValidationRule, Format, Formula, Worksheet, XlsxError,
};

use super::formats::colour;
use super::safe;
use crate::report::book::{Area, Ask, Input, Rule, at};
use crate::report::style::Colour;

/// Adds a rule to its sheet.
pub fn add(sheet: &mut Worksheet, rule: &Rule) -> Result<(), XlsxError> {
    match rule {
        Rule::Word { area, word, is_trouble } => {
            let rule = ConditionalFormatCellRule::EqualTo(safe::text(word).into_owned());
            let format = ConditionalFormatCell::new().set_rule(rule).set_format(if *is_trouble {
                trouble()
            } else {
                young()
            });
            sheet.add_conditional_format(
                area.row,
                area.column,
                area.last_row,
                area.last_column,
                &format,
            )?;
        }
        Rule::Below { area, bound } => {
            let cell = at(area.row, area.column);
            formula(sheet, *area, &format!("=AND(ISNUMBER({cell}),{cell}<{bound})"), trouble())?;
        }
        Rule::Above { area, bound } => {
            let cell = at(area.row, area.column);
            formula(sheet, *area, &format!("=AND(ISNUMBER({cell}),{cell}>{bound})"), trouble())?;
        }
        Rule::Heat { area, least, most, colour: full } => {
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, *least)
                .set_maximum(ConditionalFormatType::Number, *most)
                .set_minimum_color(colour(Colour::White))
                .set_maximum_color(colour(*full));
            sheet.add_conditional_format(
                area.row,
                area.column,
                area.last_row,
                area.last_column,
                &scale,
            )?;
        }
        Rule::Marked { area, marks } => {
            let cell = at(area.row, area.column);
            let each = marks.map(|word| {
                let begins = format!("LEFT({cell},{})", word.len() + 1);
                format!("{cell}=\"{word}\",{begins}=\"{word}:\",EXACT({begins},\"{word} \")")
            });
            let rule = format!("=OR({})", each.join(","));
            let marked = trouble().set_background_color(colour(Colour::BadBar));
            formula(sheet, *area, &rule, marked)?;
        }
        Rule::Repeated { area } => {
            let (here, above) =
                (at(area.row, area.column), at(area.row.saturating_sub(1), area.column));
            formula(
                sheet,
                *area,
                &format!("={here}={above}"),
                Format::new().set_font_color(colour(Colour::Ghost)),
            )?;
        }
    }
    Ok(())
}

/// Lets only what is asked for into cells that may be changed, and says so.
pub fn ask(sheet: &mut Worksheet, input: &Input) -> Result<(), XlsxError> {
    let [title, words] = &input.words;
    let allowed = match &input.ask {
        Ask::Positive => DataValidation::new()
            .allow_decimal_number(DataValidationRule::GreaterThan(0.0))
            .set_input_title(title)?
            .set_input_message(words)?,
        Ask::OneOf { range, is_open } => DataValidation::new()
            .allow_list_formula(Formula::new(range))
            .show_error_message(!is_open)
            // A word typed in another way is understood too.
            .set_error_style(DataValidationErrorStyle::Warning),
    };
    let allowed = allowed.set_error_title(title)?.set_error_message(words)?;
    let area = input.area;
    sheet.add_data_validation(area.row, area.column, area.last_row, area.last_column, &allowed)?;
    Ok(())
}

fn formula(sheet: &mut Worksheet, area: Area, rule: &str, format: Format) -> Result<(), XlsxError> {
    let rule = ConditionalFormatFormula::new().set_rule(rule).set_format(format);
    sheet.add_conditional_format(area.row, area.column, area.last_row, area.last_column, &rule)?;
    Ok(())
}

fn trouble() -> Format {
    Format::new().set_font_color(colour(Colour::Bad)).set_bold()
}

fn young() -> Format {
    Format::new().set_font_color(colour(Colour::Faint)).set_italic()
}
