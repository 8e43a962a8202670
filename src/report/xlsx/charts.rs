//! Native charts that people can edit: no frame, no legend, the message as title, labels on the data.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartDataLabel, ChartDataLabelPosition, ChartErrorBars, ChartErrorBarsDirection, ChartErrorBarsType, ChartFont,
    ChartFormat, ChartLayout, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartPoint, ChartRange, ChartSeries,
    ChartSolidFill, ChartType, ObjectMovement, Worksheet, XlsxError,
};

use super::formats::{FONT, colour};
use super::safe;
use crate::report::book::Area;
use crate::report::chart::{self, ChartKind, LabelPlace, Labels, Stroke};
use crate::report::style::Colour;

/// Draws a chart on its sheet.
pub fn insert(sheet: &mut Worksheet, name: &str, chart: &chart::Chart) -> Result<(), XlsxError> {
    let mut native = match chart.kind {
        ChartKind::Lines => Chart::new_line(),
        ChartKind::Columns => Chart::new_column(),
        ChartKind::Stacks => Chart::new(ChartType::ColumnStacked),
        ChartKind::Bars => Chart::new_bar(),
    };
    frame(&mut native, chart);
    axes(&mut native, chart);
    let (words, drawn_ones): (Vec<_>, Vec<_>) = chart.series.iter().partition(|series| series.stroke == Stroke::Words);
    for series in drawn_ones {
        native.push_series(&drawn(name, chart, series));
    }
    if !words.is_empty() {
        let mut over = Chart::new_line();
        for series in words {
            over.push_series(&drawn(name, chart, series));
        }
        native.combine(&over);
    }
    sheet.insert_chart_with_offset(chart.at.0, chart.at.1, &native, chart.shift, 0)?;
    Ok(())
}

fn frame(native: &mut Chart, chart: &chart::Chart) {
    let (x, y, width, height) = chart.plot;
    native
        .title()
        .set_name(safe::text(&chart.title).as_ref())
        .set_font(&font(11.0, true, Colour::Ink))
        .set_overlay(true)
        .set_layout(&ChartLayout::new().set_offset(0.008, 0.014));
    native.legend().set_hidden();
    native.chart_area().set_format(ChartFormat::new().set_no_border().set_solid_fill(&fill(Colour::White)));
    native
        .plot_area()
        .set_format(ChartFormat::new().set_no_border().set_no_fill())
        .set_layout(&ChartLayout::new().set_offset(x, y).set_dimensions(width, height));
    native.set_width(chart.size.0).set_height(chart.size.1);
    native.set_alt_text(safe::text(&chart.alt).as_ref()).set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
}

fn axes(native: &mut Chart, chart: &chart::Chart) {
    let ink = if chart.kind == ChartKind::Bars { Colour::Ink } else { Colour::Sub };
    if chart.kind == ChartKind::Bars {
        // In bar charts the library calls the axis of categories y.
        words(native.y_axis(), chart, ink);
        native.y_axis().set_reverse();
        numbers(native.x_axis(), chart);
    } else {
        words(native.x_axis(), chart, ink);
        numbers(native.y_axis(), chart);
    }
}

/// The axis of categories.
fn words(axis: &mut ChartAxis, chart: &chart::Chart, ink: Colour) {
    let mut format = if chart.kind == ChartKind::Bars { ChartFormat::new().set_no_line().clone() } else { line(Colour::Rule, 0.75) };
    axis.set_font(&font(chart.word_size, false, ink)).set_format(&mut format).set_text_axis(true).set_major_gridlines(false);
    axis.set_major_tick_type(rust_xlsxwriter::ChartAxisTickType::None).set_minor_tick_type(rust_xlsxwriter::ChartAxisTickType::None);
}

/// The axis of values: hidden where labels tell them.
fn numbers(axis: &mut ChartAxis, chart: &chart::Chart) {
    axis.set_min(0).set_font(&font(9.0, false, Colour::Sub));
    axis.set_major_tick_type(rust_xlsxwriter::ChartAxisTickType::None).set_minor_tick_type(rust_xlsxwriter::ChartAxisTickType::None);
    if let Some((most, step)) = chart.axis {
        axis.set_max(most).set_major_unit(step).set_num_format("#,##0").set_format(ChartFormat::new().set_no_line());
        axis.set_major_gridlines(true).set_major_gridlines_line(ChartLine::new().set_color(colour(Colour::Hair)).set_width(0.75));
    } else {
        axis.set_hidden(true).set_major_gridlines(false);
        if let Some(most) = chart.most {
            axis.set_max(most);
        }
    }
}

fn drawn(name: &str, chart: &chart::Chart, series: &chart::Series) -> ChartSeries {
    let mut native = ChartSeries::new();
    native.set_name(safe::text(&series.name).as_ref());
    native.set_categories(&range(name, series.categories)).set_values(&range(name, series.values));
    if chart.kind != ChartKind::Lines && series.stroke != Stroke::Words {
        native.set_gap(chart.gap).set_overlap(100);
    }
    stroke(&mut native, series.stroke);
    if !series.points.is_empty() {
        let points: Vec<ChartPoint> = series.points.iter().map(|ink| ChartPoint::new().set_format(&mut solid(*ink))).collect();
        native.set_points(&points);
    }
    labels(&mut native, &series.labels);
    native
}

fn stroke(native: &mut ChartSeries, stroke: Stroke) {
    match stroke {
        Stroke::Solid(ink) => native.set_format(&mut solid(ink)),
        Stroke::Outline => {
            let outline = ChartLine::new().set_color(colour(Colour::Plan)).set_width(1.25).clone();
            native.set_format(ChartFormat::new().set_no_fill().set_border(&outline))
        }
        Stroke::Hidden => native.set_format(ChartFormat::new().set_no_fill().set_no_border()),
        Stroke::Words => native.set_format(ChartFormat::new().set_no_line()).set_marker(ChartMarker::new().set_none()),
        Stroke::Line(ink, width) => native.set_format(&mut line(ink, width)).set_marker(ChartMarker::new().set_none()),
        Stroke::Marker => {
            let dashes = ChartLine::new().set_color(colour(Colour::Rule)).set_width(0.75).set_dash_type(ChartLineDashType::Dash).clone();
            let marker = ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(7).set_format(&mut solid(Colour::Act)).clone();
            let mut down = ChartErrorBars::new();
            down.set_type(ChartErrorBarsType::Percentage(100.0)).set_direction(ChartErrorBarsDirection::Minus).set_end_cap(false);
            down.set_format(ChartFormat::new().set_line(&dashes));
            native.set_format(ChartFormat::new().set_no_line()).set_marker(&marker).set_y_error_bars(&down)
        }
    };
}

fn labels(native: &mut ChartSeries, labels: &Labels) {
    match labels {
        Labels::None => {}
        Labels::Values(place, code) => {
            let mut label = label(*place);
            label.set_num_format(*code);
            native.set_data_label(&label);
        }
        Labels::Words(place, words) => {
            let custom: Vec<ChartDataLabel> = words.iter().map(|word| worded(*place, word.as_deref())).collect();
            native.set_data_label(&label(*place)).set_custom_data_labels(&custom);
        }
    }
}

fn worded(place: LabelPlace, word: Option<&str>) -> ChartDataLabel {
    match word {
        Some(word) => label(place).set_value(safe::text(word).as_ref()).to_custom(),
        None => ChartDataLabel::new().set_hidden().to_custom(),
    }
}

fn label(place: LabelPlace) -> ChartDataLabel {
    let (position, letters) = match place {
        LabelPlace::Outside => (ChartDataLabelPosition::OutsideEnd, font(9.0, false, Colour::Ink)),
        LabelPlace::Inside => (ChartDataLabelPosition::InsideEnd, font(8.0, false, Colour::White)),
        LabelPlace::Above => (ChartDataLabelPosition::Above, font(9.0, false, Colour::Sub)),
        LabelPlace::Right => (ChartDataLabelPosition::Right, font(10.0, true, Colour::Ink)),
    };
    let mut label = ChartDataLabel::new();
    label.show_value().set_position(position).set_font(&letters);
    label
}

fn range(sheet: &str, area: Area) -> ChartRange {
    ChartRange::new_from_range(sheet, area.row, area.column, area.last_row, area.last_column)
}

fn font(size: f64, bold: bool, ink: Colour) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size).set_color(colour(ink));
    if bold {
        font.set_bold();
    } else {
        font.unset_bold();
    }
    font
}

fn fill(ink: Colour) -> ChartSolidFill {
    ChartSolidFill::new().set_color(colour(ink)).clone()
}

fn solid(ink: Colour) -> ChartFormat {
    ChartFormat::new().set_solid_fill(&fill(ink)).set_no_border().clone()
}

fn line(ink: Colour, width: f64) -> ChartFormat {
    let line = ChartLine::new().set_color(colour(ink)).set_width(width).clone();
    ChartFormat::new().set_line(&line).clone()
}
