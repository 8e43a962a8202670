//! Native charts that people can edit: no frame, no legend, the message as title, labels on the data.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition,
    ChartErrorBars, ChartErrorBarsDirection, ChartErrorBarsType, ChartFont, ChartFormat,
    ChartLayout, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartPatternFill,
    ChartPatternFillType, ChartPoint, ChartRange, ChartSeries, ChartSolidFill, ChartType,
    ObjectMovement, Worksheet, XlsxError,
};

use super::formats::{FONT, colour};
use super::safe;
use crate::report::book::Area;
use crate::report::chart::{self, ChartKind, LabelPlace, Labels, Stroke};
use crate::report::style::Colour;

/// Draws a chart on its sheet. `name` is the sheet that holds the numbers, for the references.
pub fn insert(sheet: &mut Worksheet, name: &str, chart: &chart::Chart) -> Result<(), XlsxError> {
    let mut native = match chart.kind {
        ChartKind::Lines => Chart::new_line(),
        ChartKind::Columns => Chart::new_column(),
        ChartKind::Stacks => Chart::new(ChartType::ColumnStacked),
        ChartKind::Bars => Chart::new_bar(),
        // Of this kind a series has no look of its own: a marker and a look in one are not in the order that the schema wants, and without
        // it LibreOffice takes a colour of its own. So points are labels.
        ChartKind::Dots => Chart::new(ChartType::ScatterStraightWithMarkers),
    };
    frame(&mut native, chart);
    axes(&mut native, chart);
    let (words, drawn_ones): (Vec<_>, Vec<_>) =
        chart.series.iter().partition(|series| series.stroke == Stroke::Words);
    for series in drawn_ones {
        // Pushed, a series of a line chart would lose its markers.
        *native.add_series() = drawn(name, chart, series);
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
    if chart.is_bare {
        native.title().set_hidden();
        native.chart_area().set_format(ChartFormat::new().set_no_border().set_no_fill());
    } else {
        titled(native, chart);
    }
    native.legend().set_hidden();
    // The cells it is drawn of may be out of sight.
    native.show_hidden_data();
    native
        .plot_area()
        .set_format(ChartFormat::new().set_no_border().set_no_fill())
        .set_layout(&ChartLayout::new().set_offset(x, y).set_dimensions(width, height));
    native
        .set_width(chart.size.0)
        .set_height(chart.size.1)
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    match safe::alt(&chart.alt) {
        words if words.is_empty() => native.set_decorative(true),
        words => native.set_alt_text(words.as_ref()),
    };
}

fn titled(native: &mut Chart, chart: &chart::Chart) {
    native
        .title()
        .set_name(safe::drawn(&chart.title).as_ref())
        .set_font(&font(11.0, true, Colour::Ink))
        .set_overlay(true)
        .set_layout(&ChartLayout::new().set_offset(0.008, 0.014));
    native
        .chart_area()
        .set_format(ChartFormat::new().set_no_border().set_solid_fill(&fill(Colour::White)));
}

fn axes(native: &mut Chart, chart: &chart::Chart) {
    let ink = if chart.kind.lies() { Colour::Ink } else { Colour::Sub };
    if chart.kind == ChartKind::Dots {
        // Heights are only places: names stand beside the points.
        native.y_axis().set_min(0.0).set_max(chart.most.unwrap_or(1.0)).set_hidden(true);
        native.y_axis().set_major_gridlines(false);
        numbers(native.x_axis(), chart);
    } else if chart.kind.lies() {
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
    let is_lined = !chart.kind.lies() || (chart.is_bare && chart.least < 0.0);
    if chart.is_bare {
        axis.set_label_position(ChartAxisLabelPosition::None);
    }
    let mut format =
        if is_lined { line(Colour::Rule, 0.75) } else { ChartFormat::new().set_no_line().clone() };
    axis.set_font(&font(chart.word_size, false, ink))
        .set_format(&mut format)
        .set_text_axis(true)
        .set_major_gridlines(false);
    axis.set_major_tick_type(rust_xlsxwriter::ChartAxisTickType::None)
        .set_minor_tick_type(rust_xlsxwriter::ChartAxisTickType::None);
}

/// The axis of values: hidden where labels tell them.
fn numbers(axis: &mut ChartAxis, chart: &chart::Chart) {
    axis.set_min(chart.least).set_font(&font(9.0, false, Colour::Sub));
    axis.set_major_tick_type(rust_xlsxwriter::ChartAxisTickType::None)
        .set_minor_tick_type(rust_xlsxwriter::ChartAxisTickType::None);
    if let Some(scale) = chart.axis {
        axis.set_max(scale.most)
            .set_major_unit(scale.step)
            .set_num_format(scale.code)
            .set_format(ChartFormat::new().set_no_line());
        if chart.kind.lies() {
            // The axis of categories runs backwards, so that low means above.
            axis.set_label_position(ChartAxisLabelPosition::High);
        }
        axis.set_major_gridlines(true).set_major_gridlines_line(
            ChartLine::new().set_color(colour(Colour::Hair)).set_width(0.75),
        );
    } else {
        axis.set_hidden(true).set_major_gridlines(false);
        if let Some(most) = chart.most {
            axis.set_max(most);
        }
    }
}

fn drawn(name: &str, chart: &chart::Chart, series: &chart::Series) -> ChartSeries {
    let mut native = ChartSeries::new();
    native.set_name(safe::drawn(&series.name).as_ref());
    native.set_categories(&range(name, series.categories)).set_values(&range(name, series.values));
    if !matches!(chart.kind, ChartKind::Lines | ChartKind::Dots) && series.stroke != Stroke::Words {
        native.set_gap(chart.gap).set_overlap(100);
    }
    stroke(&mut native, series.stroke);
    if !series.points.is_empty() {
        let points: Vec<ChartPoint> = series
            .points
            .iter()
            .map(|ink| ChartPoint::new().set_format(&mut solid(*ink)))
            .collect();
        native.set_points(&points);
    }
    labels(&mut native, &series.labels);
    if let Some([above, below]) = series.reach {
        let ink = if series.stroke == Stroke::Upright { Colour::Plan } else { Colour::Act };
        let reach = reach(range(name, above), range(name, below), ink);
        match series.stroke {
            Stroke::Names => native.set_x_error_bars(&reach),
            _ => native.set_y_error_bars(&reach),
        };
    }
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
        Stroke::Names | Stroke::Upright => native.set_marker(ChartMarker::new().set_none()),
        Stroke::Words => native
            .set_format(ChartFormat::new().set_no_line())
            .set_marker(ChartMarker::new().set_none()),
        Stroke::Hatched => native.set_format(&mut hatched()),
        Stroke::Dashed => native
            .set_format(ChartFormat::new().set_line(&dashed(
                Colour::Plan,
                1.0,
                ChartLineDashType::Dash,
            )))
            .set_marker(ChartMarker::new().set_none()),
        Stroke::Dotted => native
            .set_format(ChartFormat::new().set_line(&dashed(
                Colour::Act,
                1.75,
                ChartLineDashType::RoundDot,
            )))
            .set_marker(ChartMarker::new().set_none()),
        Stroke::Diamonds => {
            let marker = ChartMarker::new()
                .set_type(ChartMarkerType::Diamond)
                .set_size(9)
                .set_format(&mut solid(Colour::Bad))
                .clone();
            native.set_format(ChartFormat::new().set_no_line()).set_marker(&marker)
        }
        Stroke::Line(ink, width) => {
            native.set_format(&mut line(ink, width)).set_marker(ChartMarker::new().set_none())
        }
        Stroke::Marker => {
            let dashes = dashed(Colour::Rule, 0.75, ChartLineDashType::Dash);
            let marker = ChartMarker::new()
                .set_type(ChartMarkerType::Circle)
                .set_size(7)
                .set_format(&mut solid(Colour::Act))
                .clone();
            let mut down = ChartErrorBars::new();
            down.set_type(ChartErrorBarsType::Percentage(100.0))
                .set_direction(ChartErrorBarsDirection::Minus)
                .set_end_cap(false);
            down.set_format(ChartFormat::new().set_line(&dashes));
            native
                .set_format(ChartFormat::new().set_no_line())
                .set_marker(&marker)
                .set_y_error_bars(&down)
        }
    };
}

/// A thin bar from a point to the ends of its range, without caps.
fn reach(above: ChartRange, below: ChartRange, ink: Colour) -> ChartErrorBars {
    let mut bars = ChartErrorBars::new();
    bars.set_type(ChartErrorBarsType::Custom(above, below))
        .set_direction(ChartErrorBarsDirection::Both)
        .set_end_cap(false);
    bars.set_format(&mut line(ink, 1.0));
    bars
}

fn dashed(ink: Colour, width: f64, dashes: ChartLineDashType) -> ChartLine {
    ChartLine::new().set_color(colour(ink)).set_width(width).set_dash_type(dashes).clone()
}

fn hatched() -> ChartFormat {
    let hatch = ChartPatternFill::new()
        .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
        .set_foreground_color(colour(Colour::Plan))
        .set_background_color(colour(Colour::White))
        .clone();
    let edge = ChartLine::new().set_color(colour(Colour::Plan)).set_width(0.75).clone();
    ChartFormat::new().set_pattern_fill(&hatch).set_border(&edge).clone()
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
            let custom: Vec<ChartDataLabel> =
                words.iter().map(|word| worded(*place, word.as_deref())).collect();
            native.set_data_label(&label(*place)).set_custom_data_labels(&custom);
        }
    }
}

fn worded(place: LabelPlace, word: Option<&str>) -> ChartDataLabel {
    match word {
        Some(word) => label(place).set_value(safe::drawn(word).as_ref()).to_custom(),
        None => ChartDataLabel::new().set_hidden().to_custom(),
    }
}

fn label(place: LabelPlace) -> ChartDataLabel {
    let (position, letters) = match place {
        LabelPlace::Outside => (ChartDataLabelPosition::OutsideEnd, font(9.0, false, Colour::Ink)),
        LabelPlace::Inside => (ChartDataLabelPosition::InsideEnd, font(8.0, false, Colour::White)),
        LabelPlace::Marked => (ChartDataLabelPosition::Right, font(9.0, true, Colour::Bad)),
        LabelPlace::Above => (ChartDataLabelPosition::Above, font(9.0, false, Colour::Sub)),
        LabelPlace::Left => (ChartDataLabelPosition::Left, font(9.0, false, Colour::Ink)),
        LabelPlace::On(ink) => (ChartDataLabelPosition::Center, font(11.0, false, ink)),
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
