//! The look of a cell by name: few faces, invariant number formats.

pub use super::palette::Colour;

/// Size and weight of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// A sheet's title.
    Title,
    /// The number of a thing to do today.
    Figure,
    /// A verdict sentence.
    Headline,
    /// The message under a title.
    Message,
    /// A block's heading.
    Section,
    /// A status beside a verdict sentence.
    Verdict,
    /// A label beside a figure.
    Label,
    /// A table cell.
    Body,
    /// A table cell that matters.
    Strong,
    /// A number still maturing.
    Young,
    /// A table head.
    Head,
    /// A note.
    Small,
    /// A support cell's head.
    Support,
}

impl Face {
    /// Points, bold, italic.
    pub fn letters(self) -> (f64, bool, bool) {
        match self {
            Self::Title => (18.0, true, false),
            Self::Figure => (14.0, true, false),
            Self::Headline => (13.0, true, false),
            Self::Message => (12.0, false, false),
            Self::Section => (12.0, true, false),
            Self::Verdict => (11.0, true, false),
            Self::Label => (10.5, false, false),
            Self::Body => (10.0, false, false),
            Self::Strong => (10.0, true, false),
            Self::Young => (10.0, false, true),
            Self::Head => (9.0, true, false),
            Self::Small => (9.0, false, false),
            Self::Support => (9.0, false, true),
        }
    }
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// As it is.
    General,
    /// A count.
    Count,
    /// A count whose zero is silence.
    Dotted,
    /// One decimal.
    One,
    /// One decimal; zero is silence.
    OneDotted,
    /// Two decimals.
    Two,
    /// Money without cents, with its currency.
    Money,
    /// A gap in money.
    MoneyGap,
    /// A level an hour, with so many decimals.
    PerHour(usize),
    /// A share in a dense table.
    Share,
    /// A share with as many decimals as it has.
    FineShare,
    /// A text, also what looks like a number.
    Text,
    /// A share that is judged.
    ExactShare,
    /// One that more decimals tell from its target.
    CloseShare(usize),
    /// A gap of one, in points, stored × 100.
    FinePoints(usize),
    /// A share that must not be passed.
    Ceiling,
    /// A gap in units.
    Gap,
    /// A gap in points, stored × 100.
    Points,
    /// A relative gap.
    Relative,
    /// A day.
    Date,
    /// A day and a time.
    Instant,
    /// A day and a time without the year.
    ShortInstant,
    /// A day and a time with a short year.
    LeadInstant,
    /// A day with a short year.
    LeadDate,
    /// A month and its year.
    Month,
    /// A day with its weekday.
    Weekday,
    /// The day of the cut-off with its weekday and the cut-off's time.
    WeekdayUntil,
    /// A day with its weekday: what is left of it.
    WeekdayRest,
    /// Yes or nothing.
    Flag,
    /// Not seen: what is drawn on the cell tells it.
    Hidden,
}

/// Where text stands in its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Align {
    /// Left.
    Left,
    /// Left with air: after a right-aligned column.
    Indented,
    /// In the middle.
    Centre,
    /// Right.
    Right,
}

/// Where text stands in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sits {
    /// At the top.
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// The one line a cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// None.
    None,
    /// Thin and light under the cell.
    Under(Colour),
    /// Over the cell.
    Over(Colour),
    /// White on all sides: heat maps.
    Around,
}

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Style {
    /// Letters.
    pub face: Face,
    /// Their colour.
    pub ink: Colour,
    /// Number format.
    pub number: Number,
    /// Across.
    pub align: Align,
    /// Up and down.
    pub sits: Sits,
    /// The line.
    pub line: Line,
    /// A thick left edge.
    pub edge: Option<Colour>,
    /// Background.
    pub fill: Option<Colour>,
    /// Long text goes on in the next line.
    pub wraps: bool,
}

impl Style {
    /// A plain text cell.
    pub const TEXT: Self = Self {
        face: Face::Body,
        ink: Colour::Ink,
        number: Number::General,
        align: Align::Left,
        sits: Sits::Middle,
        line: Line::None,
        edge: None,
        fill: None,
        wraps: false,
    };
    /// A sheet's title.
    pub const TITLE: Self = Self { face: Face::Title, sits: Sits::Bottom, ..Self::TEXT };
    /// The message under it.
    pub const MESSAGE: Self = Self { face: Face::Message, ink: Colour::Sub, ..Self::TEXT };
    /// What stands at the right of the title.
    pub const CORNER: Self = Self {
        face: Face::Small,
        ink: Colour::Sub,
        align: Align::Right,
        sits: Sits::Bottom,
        ..Self::TEXT
    };
    /// A block's heading.
    pub const SECTION: Self = Self { face: Face::Section, ..Self::TEXT };
    /// A note.
    pub const NOTE: Self = Self { face: Face::Small, ink: Colour::Sub, ..Self::TEXT };
    /// A label over a block in capitals.
    pub const LABEL: Self =
        Self { face: Face::Head, ink: Colour::Sub, sits: Sits::Bottom, ..Self::TEXT };
    /// A cell that only feeds a chart.
    pub const SUPPORT: Self =
        Self { face: Face::Small, ink: Colour::Faint, align: Align::Centre, ..Self::TEXT };
    /// A table head; it takes the alignment of its column.
    pub const HEAD: Self = Self {
        face: Face::Head,
        ink: Colour::Sub,
        sits: Sits::Bottom,
        line: Line::Under(Colour::Rule),
        wraps: true,
        ..Self::TEXT
    };

    /// A number of this kind, right-aligned.
    pub const fn number(number: Number) -> Self {
        Self { number, align: Align::Right, ..Self::TEXT }
    }

    /// A date or instant of this kind, left-aligned.
    pub const fn date(number: Number) -> Self {
        Self { number, ..Self::TEXT }
    }

    /// The same in another face.
    pub const fn face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    /// The same in another colour.
    pub const fn ink(self, ink: Colour) -> Self {
        Self { ink, ..self }
    }

    /// The same with another number format.
    pub const fn format(self, number: Number) -> Self {
        Self { number, ..self }
    }

    /// The same in bold table letters.
    pub const fn strong(self) -> Self {
        self.face(Face::Strong)
    }

    /// The same at another place across.
    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The same at another height.
    pub const fn sits(self, sits: Sits) -> Self {
        Self { sits, ..self }
    }

    /// The same with a line.
    pub const fn line(self, line: Line) -> Self {
        Self { line, ..self }
    }

    /// The same with the light line of table rows.
    pub const fn hair(self) -> Self {
        self.line(Line::Under(Colour::Hair))
    }

    /// The same on a background.
    pub const fn fill(self, fill: Colour) -> Self {
        Self { fill: Some(fill), ..self }
    }

    /// The same with a thick left edge.
    pub const fn edge(self, edge: Colour) -> Self {
        Self { edge: Some(edge), ..self }
    }

    /// The same with lines broken.
    pub const fn wraps(self) -> Self {
        Self { wraps: true, ..self }
    }
}
