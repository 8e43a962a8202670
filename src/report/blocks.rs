//! The pieces every sheet is laid out with: its head, headings, tables, and lists of a label and a sentence.

use crate::model::words::Status;
use crate::scorecard::card::wilson;
use std::sync::Arc;

use super::book::{
    Area, Cell, Goal, Link, Picture, ROW_PX, Rule, Sheet, Table, TableColumn, Value, at, index,
    index16,
};
use super::chart::{Chart, ChartKind, Series, Stroke};
use super::desk::Desk;
use super::style::{Align, Colour, Face, Line, Number, Style};

/// Tries below which a rate is only context.
pub const FEW: u64 = 20;
/// Columns of the analysis sheets in pixels: a label and nine numbers, a gap, a label and four numbers.
pub const ANALYSIS: [u32; 17] =
    [14, 154, 70, 70, 70, 70, 70, 70, 84, 70, 70, 20, 140, 66, 66, 66, 66];
/// First column of the right panel of an analysis sheet.
pub const RIGHT: u16 = 12;
/// First column of cells that only feed charts, right of what is printed.
pub const SUPPORT: u16 = 18;

/// Title, message, what stands at the right, and the dark line; freezes the first two rows.
pub fn head(desk: &Desk, sheet: &mut Sheet, title: &str, message: &str) {
    let last = sheet.print.last_column;
    let summary = desk.word("sheet-summary");
    let corner = [
        ("name", desk.story.agreement.name.as_str()),
        ("period", &desk.story.period()),
        ("cut-off", &desk.story.cut_off()),
    ];
    for (row, px) in [(0, 36), (1, 24), (2, 10)] {
        sheet.height(row, px);
    }
    sheet.say(0, 1, title, Style::TITLE);
    sheet.say(0, last, desk.phrase("corner", &corner), Style::CORNER);
    sheet.say(1, 1, message, Style::MESSAGE);
    let link = Link { text: format!("← {summary}"), to: Goal::Sheet(summary) };
    sheet.put(1, last, Value::Link(Box::new(link)), Style::CORNER.ink(Colour::Good));
    sheet.paint(2, 1..=last, Style::TEXT.line(Line::Over(Colour::Brand)));
    sheet.freeze = Some((2, 0));
    sheet.print.repeat = Some((0, 2));
}

/// The company's logo at the right end of the first row, where the agreement names one; true where it stands there.
pub fn logo(desk: &Desk, sheet: &mut Sheet) -> bool {
    let brand = &desk.story.agreement.report.brand;
    let last = sheet.print.last_column;
    let px = |sheet: &Sheet| sheet.widths.get(usize::from(last)).map_or(0, |width| width.px);
    let room = (px(sheet), sheet.heights.get(&0).copied().unwrap_or(ROW_PX).saturating_sub(4));
    let Some(bitmap) = brand.picture() else { return false };
    let size = bitmap.fitted(room);
    let alt = brand.name.clone().unwrap_or_else(|| desk.story.agreement.name.clone());
    let shift = (room.0.saturating_sub(size.0), 1 + room.1.saturating_sub(size.1) / 2);
    sheet.pictures.push(Picture { at: (0, last), shift, size, png: Arc::clone(&bitmap.png), alt });
    true
}

/// A block's heading.
pub fn section(sheet: &mut Sheet, row: u32, column: u16, text: &str) {
    sheet.height(row, 26);
    sheet.say(row, column, text, Style::SECTION);
}

/// A sentence instead of a block that has nothing to show.
pub fn nothing(sheet: &mut Sheet, row: u32, column: u16, text: &str) {
    sheet.say(row, column, text, Style::TEXT.ink(Colour::Sub));
}

/// A label and a sentence over the whole width, a row each; gives the first free row.
pub fn pairs(sheet: &mut Sheet, row: u32, last: u16, pairs: &[(String, String)]) -> u32 {
    pairs_at(sheet, (row, 1), last, pairs)
}

/// The same from a column to another.
pub fn pairs_at(
    sheet: &mut Sheet,
    (row, column): (u32, u16),
    last: u16,
    pairs: &[(String, String)],
) -> u32 {
    for (offset, (label, sentence)) in pairs.iter().enumerate() {
        let row = row + index(offset);
        sheet.say(row, column, label, Style::TEXT.ink(Colour::Sub).hair());
        sheet.paint(row, column + 2..=last, Style::TEXT.hair());
        sheet.say(row, column + 1, sentence, Style::TEXT.hair());
    }
    row + index(pairs.len())
}

/// A table being put together.
pub struct Listing {
    /// Its name in the book.
    pub name: String,
    /// Row and column of its corner.
    pub at: (u32, u16),
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// The row under it.
    pub total: Option<Vec<Cell>>,
    /// Filter buttons.
    pub has_filter: bool,
    /// Pixels of the head row; absent: as its neighbour sets it.
    pub head_px: Option<u32>,
}

impl Listing {
    /// A table of these columns: words of the head and look of the cells.
    pub fn new(name: String, at: (u32, u16), columns: Vec<(String, Style)>) -> Self {
        let columns =
            columns.into_iter().map(|(head, style)| TableColumn { head, style }).collect();
        Self {
            name,
            at,
            columns,
            rows: Vec::new(),
            total: None,
            has_filter: false,
            head_px: Some(32),
        }
    }

    /// The cells of one column, once its rows are known.
    pub fn area(&self, column: u16) -> Area {
        let first = self.at.0 + 1;
        Area::column(self.at.1 + column, first, self.at.0 + index(self.rows.len()).max(1))
    }

    /// The largest number of a column, at least one in a hundred: what a full bar stands for.
    pub fn most(&self, column: usize) -> f64 {
        self.numbers(column).flatten().fold(0.01, f64::max)
    }

    /// The numbers of a column, row by row.
    fn numbers(&self, column: usize) -> impl Iterator<Item = Option<f64>> {
        self.rows.iter().map(move |row| match row.get(column).map(|cell| &cell.value) {
            Some(Value::Number(number) | Value::Unproven(number)) => Some(*number),
            Some(Value::Formula(formula)) => formula.result,
            _ => None,
        })
    }

    /// Marks the rates of a column that are below a bound, but none that rests on few cases.
    pub fn below(&self, sheet: &mut Sheet, (rates, cases): (u16, usize), bound: f64) {
        let (bound, column) = ((bound * 1e6).round() / 1e6, self.at.1 + rates);
        for (row, cases) in (self.at.0 + 1..).zip(self.numbers(cases)) {
            if cases.is_some_and(|cases| cases >= FEW as f64) {
                sheet.rules.push(Rule::Below { area: Area::column(column, row, row), bound });
            }
        }
    }

    /// Row of the sheet of the row added next.
    pub fn next_row(&self) -> u32 {
        self.at.0 + 1 + index(self.rows.len())
    }

    /// Puts the table on its sheet; gives the first free row under it.
    pub fn lay(self, sheet: &mut Sheet) -> u32 {
        let (row, column) = self.at;
        if let Some(px) = self.head_px {
            sheet.height(row, px);
        }
        let end = row + 1 + index(self.rows.len());
        let is_open = self.total.is_some();
        for (offset, cell) in self.total.into_iter().flatten().enumerate() {
            let base = self.columns.get(offset).map_or(Style::TEXT, |column| column.style);
            let style =
                cell.style.unwrap_or(base).strong().ink(Colour::Ink).line(Line::Over(Colour::Rule));
            sheet.put(end, column + index16(offset), cell.value, style);
        }
        sheet.tables.push(Table {
            name: self.name,
            row,
            column,
            columns: self.columns,
            rows: Arc::new(self.rows),
            has_filter: self.has_filter,
            is_open,
        });
        if is_open { end + 1 } else { end }
    }
}

/// `=SUM(B6:B9)` over an area, with its result.
pub fn sum(area: Area, result: f64) -> Value {
    Value::formula(
        format!("=SUM({}:{})", at(area.row, area.column), at(area.last_row, area.last_column)),
        Some(result),
    )
}

/// `=B6/B7` with its result; nothing when the divisor is zero.
pub fn ratio(above: &str, below: &str, numbers: (f64, f64)) -> Value {
    let result = (numbers.1 > 0.0).then(|| numbers.0 / numbers.1);
    Value::formula(format!("=IF({below}=0,\"\",{above}/{below})"), result)
}

/// A share of those cases that tell: `untold` of those below do not, and are taken off.
pub fn share_of_told(above: &str, below: &str, untold: u64, numbers: (f64, f64)) -> Value {
    if untold == 0 {
        return ratio(above, below, numbers);
    }
    let result = (numbers.1 > 0.0).then(|| numbers.0 / numbers.1);
    let told = format!("({below}-{untold})");
    Value::formula(format!("=IF({told}=0,\"\",{above}/{told})"), result)
}

/// Rows beyond which numbers are tinted, because a drawing of bars would not follow them.
const MOST_BARS: u32 = 80;

/// Bars left of the right-aligned numbers of a column, a full one for `most`; of many rows the cells are tinted instead.
pub fn bars(sheet: &mut Sheet, area: Area, colour: Colour, most: f64) {
    let px = sheet.widths.get(usize::from(area.column)).map_or(70, |width| width.px);
    bars_within(sheet, area, colour, most, (1, px / 2));
}

/// Bars that begin and end at two pixels of the column, beside which its numbers stand.
pub fn bars_within(
    sheet: &mut Sheet,
    area: Area,
    colour: Colour,
    most: f64,
    (first, last): (u32, u32),
) {
    let rows = area.last_row - area.row + 1;
    if rows > MOST_BARS {
        sheet.rules.push(Rule::Heat { area, least: 0.0, most, colour });
        return;
    }
    let px: u32 = (area.row..=area.last_row)
        .map(|row| sheet.heights.get(&row).copied().unwrap_or(ROW_PX))
        .sum();
    let names = Area {
        column: area.column.saturating_sub(1),
        last_column: area.column.saturating_sub(1),
        ..area
    };
    let size = (last.saturating_sub(first).max(8), px);
    let mut chart =
        Chart::new(ChartKind::Bars, (area.row, area.column), size, (0.0, 0.0, 1.0, 1.0));
    (chart.shift, chart.gap, chart.most, chart.is_bare) = (first, 25, Some(most), true);
    sheet.charts.push(chart.with(Series::new(String::new(), names, area, Stroke::Solid(colour))));
}

/// The look of a text column.
pub fn text() -> Style {
    Style::TEXT
}

/// The look of a number column.
pub fn number(number: Number) -> Style {
    Style::number(number)
}

/// The look of second texts beside a number column.
pub fn aside() -> Style {
    Style::TEXT.ink(Colour::Sub).align(Align::Indented)
}

/// Gives cells the look of a row that matters: bold, on a wash.
pub fn washed(style: Style) -> Style {
    style.face(Face::Strong).fill(Colour::Wash)
}

/// The heads of cells that only feed a chart, in the quiet look of the support columns.
pub fn support_head(sheet: &mut Sheet, row: u32, column: u16, words: &[&str]) {
    for (offset, word) in words.iter().enumerate() {
        sheet.hidden.insert(column + index16(offset));
        sheet.say(row, column + index16(offset), word, Style::SUPPORT.face(Face::Support));
    }
}

/// A column of support cells from a row on.
pub fn support(sheet: &mut Sheet, row: u32, column: u16, values: impl Iterator<Item = Value>) {
    sheet.hidden.insert(column);
    for (offset, value) in values.enumerate() {
        if value != Value::Empty {
            sheet.put(row + index(offset), column, value, Style::SUPPORT);
        }
    }
}

/// The ends of the 95 % interval of a share.
pub fn ends(hits: impl Into<Option<u64>>, cases: u64) -> [Cell; 2] {
    let range = hits.into().and_then(|hits| wilson(hits as f64, cases as f64));
    [range.map(|range| range.low), range.map(|range| range.high)]
        .map(|end| Value::maybe(end).into())
}

/// The look of a column of words after numbers.
pub fn after_numbers() -> Style {
    Style::TEXT.ink(Colour::Sub).align(Align::Indented)
}

/// How a status looks.
pub fn status_style(status: Status) -> Style {
    match status {
        Status::OnTrack | Status::Met => Style::TEXT.ink(Colour::Good),
        Status::AtRisk => Style::TEXT.ink(Colour::Bad),
        Status::OffTrack | Status::Missed => {
            Style::TEXT.strong().ink(Colour::Bad).fill(Colour::BadTint)
        }
        Status::NotAssessed => Style::TEXT.ink(Colour::Faint),
    }
}

/// Pixels between blocks that share a page.
pub const GAP_PX: u32 = 10;
