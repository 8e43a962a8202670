//! Charts as values: what is drawn from which cells, and how it looks.

use super::cell::Area;
use super::style::Colour;

/// What kind of chart it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Lines over categories.
    Lines,
    /// Upright columns.
    Columns,
    /// Upright columns, one series on the other.
    Stacks,
    /// Bars read from the top down.
    Bars,
    /// Points in a plane, `categories` across and `values` up; their ranges reach to both sides.
    Dots,
}

impl ChartKind {
    /// Bars lie, and are read from the top down.
    pub fn lies(self) -> bool {
        self == Self::Bars
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stroke {
    /// Solid columns or bars.
    Solid(Colour),
    /// Outlined columns: the plan.
    Outline,
    /// Nothing is drawn: what others stand on.
    Hidden,
    /// Only labels, over a line that is not drawn.
    Words,
    /// Hatched columns: the forecast.
    Hatched,
    /// A line of this width in points.
    Line(Colour, f64),
    /// A dashed line: what was agreed.
    Dashed,
    /// A dotted line: the forecast.
    Dotted,
    /// Points without a line: decisions.
    Diamonds,
    /// Nothing but the label of one point, with a thin range to both sides where it has one.
    Names,
    /// Nothing but a thin line from one point up: a target.
    Upright,
    /// One point with a dashed line down to the axis: today.
    Marker,
}

/// Where labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelPlace {
    /// Beyond the end of a bar or column.
    Outside,
    /// Within its end, white.
    Inside,
    /// Over a point.
    Above,
    /// Right of a marker, in its colour.
    Marked,
    /// Right of a point.
    Right,
    /// Left of a point, as the names along an axis.
    Left,
    /// On a point: a sign that is the point, in a colour.
    On(Colour),
}

/// What labels show.
#[derive(Clone, Debug, PartialEq)]
pub enum Labels {
    /// None.
    None,
    /// The value in a number format.
    Values(LabelPlace, &'static str),
    /// Own words a point; `None` hides the point's label.
    Words(LabelPlace, Vec<Option<String>>),
}

/// One series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its words along the axis.
    pub categories: Area,
    /// Its numbers.
    pub values: Area,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Colours of single points; empty: all alike.
    pub points: Vec<Colour>,
    /// Labels.
    pub labels: Labels,
    /// How far each point may lie above and below: cells of the same length.
    pub reach: Option<[Area; 2]>,
}

/// A value axis that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Its top.
    pub most: f64,
    /// From one line to the next.
    pub step: f64,
    /// Number format of its words.
    pub code: &'static str,
}

/// One chart over cells of its own sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Kind.
    pub kind: ChartKind,
    /// Row and column of its corner.
    pub at: (u32, u16),
    /// Pixels right of that cell's edge.
    pub shift: u32,
    /// Pixels across and down.
    pub size: (u32, u32),
    /// The message.
    pub title: String,
    /// One sentence saying what is drawn.
    pub alt: String,
    /// Where the plot stands, as shares: left, top, width, height.
    pub plot: (f64, f64, f64, f64),
    /// Series, drawn in this order.
    pub series: Vec<Series>,
    /// Space between columns, percent.
    pub gap: u16,
    /// The value axis; without one it is hidden.
    pub axis: Option<Scale>,
    /// Bottom of the value axis.
    pub least: f64,
    /// Top of a hidden value axis.
    pub most: Option<f64>,
    /// Only the drawing, on the cells behind it: no title, no words.
    pub is_bare: bool,
    /// Size of the words along the axis, points.
    pub word_size: f64,
}

impl Chart {
    /// A chart without series yet.
    pub fn new(
        kind: ChartKind,
        at: (u32, u16),
        size: (u32, u32),
        plot: (f64, f64, f64, f64),
    ) -> Self {
        Self {
            kind,
            at,
            shift: 0,
            size,
            title: String::new(),
            alt: String::new(),
            plot,
            series: Vec::new(),
            gap: 35,
            axis: None,
            least: 0.0,
            most: None,
            is_bare: false,
            word_size: 9.0,
        }
    }

    /// The same with its message and what is drawn.
    pub fn saying(self, title: String, alt: String) -> Self {
        Self { title, alt, ..self }
    }

    /// The same with one more series.
    pub fn with(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }
}

impl Series {
    /// A series without labels.
    pub fn new(name: String, categories: Area, values: Area, stroke: Stroke) -> Self {
        Self {
            name,
            categories,
            values,
            stroke,
            points: Vec::new(),
            labels: Labels::None,
            reach: None,
        }
    }

    /// The same with labels.
    pub fn labelled(self, labels: Labels) -> Self {
        Self { labels, ..self }
    }

    /// The same with how far each point may lie above and below.
    pub fn reaching(self, above: Area, below: Area) -> Self {
        Self { reach: Some([above, below]), ..self }
    }

    /// The same with a colour a point.
    pub fn coloured(self, points: Vec<Colour>) -> Self {
        Self { points, ..self }
    }
}
