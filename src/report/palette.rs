//! The palette: white, ink, one accent; blue and orange are safe for the common colour blindnesses.

/// The palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Text.
    Ink,
    /// Second text, heads, notes.
    Sub,
    /// Pending, interval ends, support cells.
    Faint,
    /// A group name repeated from the row above.
    Ghost,
    /// Head and end line of a table.
    Rule,
    /// Line under each row.
    Hair,
    /// Today's row, cells outside working time.
    Wash,
    /// In-cell bars behind numbers.
    Bar,
    /// Actual.
    Act,
    /// Context beside the actual.
    Act2,
    /// Plan.
    Plan,
    /// The accent: trouble.
    Bad,
    /// Negative variance.
    BadMid,
    /// Bars of overdue time.
    BadBar,
    /// Behind the verdict that is off.
    BadTint,
    /// In favour, links.
    Good,
    /// Positive variance.
    GoodMid,
    /// Behind cells one may change.
    GoodTint,
    /// The dark end of a heat map.
    Heat,
    /// The company's own, where the agreement has one: the line under a title, the tab of the first sheet.
    Brand,
    /// Paper.
    White,
}

impl Colour {
    /// Red, green, blue.
    pub fn rgb(self) -> u32 {
        match self {
            Self::Ink => 0x1F_2933,
            Self::Sub => 0x52_606D,
            Self::Faint => 0x6B_7785,
            Self::Ghost => 0x66_7280,
            Self::Rule => 0x9A_A5B1,
            Self::Hair => 0xE1_E6EB,
            Self::Wash => 0xF4_F6F8,
            Self::Bar => 0xDC_E2E8,
            Self::Act | Self::Brand => 0x2B_3A4A,
            Self::Act2 => 0xA9_B4C0,
            Self::Plan => 0x7B_8794,
            Self::Bad => 0xB8_430B,
            Self::BadMid => 0xE9_A77C,
            Self::BadBar => 0xF6_D3BC,
            Self::BadTint => 0xFD_F0E6,
            Self::Good => 0x1F_5FA6,
            Self::GoodMid => 0x9C_C0E4,
            Self::GoodTint => 0xEA_F2FA,
            Self::Heat => 0x86_B4E0,
            Self::White => 0xFF_FFFF,
        }
    }
}
