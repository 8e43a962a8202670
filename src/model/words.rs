//! The closed word lists of the field: milestones, channels, outcomes, reasons, teams, metrics, verdicts.

/// Declares an enum whose members are written in kebab-case, with the list of all of them and their names.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = concat!("The word `", $word, "`.")] $(#[$member_doc])* #[serde(rename = $word)] $member),+
        }

        impl $name {
            /// Every member, in the order of the design's lists.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The canonical word.
            pub fn word(self) -> &'static str {
                match self { $(Self::$member => $word),+ }
            }

            /// The member of a canonical word.
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$member),)+ _ => None }
            }

            /// Position in [`Self::ALL`].
            pub fn index(self) -> usize {
                self as usize
            }
        }
    };
}

pub(crate) use words;

words! {
    /// A step in a lead's life: the ladder from `created` to `won`, then the exits.
    Milestone {
        Created = "created", Mql = "mql", Delivered = "delivered", Accepted = "accepted", Sql = "sql",
        Opportunity = "opportunity", Won = "won", Rejected = "rejected", Lost = "lost", Recycled = "recycled",
    }
}

impl Milestone {
    /// The ladder: each milestone implies the earlier ones (`DEFINITIONS.md` §2, *Inference*).
    pub const LADDER: [Self; 7] = [
        Self::Created,
        Self::Mql,
        Self::Delivered,
        Self::Accepted,
        Self::Sql,
        Self::Opportunity,
        Self::Won,
    ];
}

words! {
    /// How a lead was contacted.
    Channel {
        Call = "call", Email = "email", Whatsapp = "whatsapp", Sms = "sms", Social = "social", Meeting = "meeting",
        Task = "task", Other = "other",
    }
}

impl Channel {
    /// True where what the other side answers is a message, a row of its own.
    pub fn is_message(self) -> bool {
        matches!(self, Self::Email | Self::Whatsapp | Self::Sms | Self::Social)
    }
}

words! {
    /// Who contacted whom.
    Direction { Outbound = "outbound", Inbound = "inbound" }
}

words! {
    /// What came of a contact.
    Outcome {
        Connected = "connected", NoAnswer = "no-answer", NotInterested = "not-interested", NotNow = "not-now",
        MeetingHeld = "meeting-held", NotDone = "not-done", Automatic = "automatic",
    }
}

words! {
    /// The category of a loss or rejection reason (`[reasons]`).
    Category {
        Marketing = "marketing", Unreached = "unreached", NotNow = "not-now", NotInterested = "not-interested",
        Sales = "sales", Neutral = "neutral",
    }
}

words! {
    /// Who made a commitment.
    Team { Marketing = "marketing", Sales = "sales", Both = "both" }
}

words! {
    /// Who reads a letter: a team, or those whom both answer to.
    Audience { Marketing = "marketing", Sales = "sales", Both = "both" }
}

impl Audience {
    /// Whose letter it is: of those whom both answer to, both teams'.
    pub fn team(self) -> Team {
        match self {
            Self::Marketing => Team::Marketing,
            Self::Sales => Team::Sales,
            Self::Both => Team::Both,
        }
    }

    /// Whether what is a team's is their own: to those whom both answer to, all is.
    pub fn owns(self, team: Team) -> bool {
        self == Self::Both || self.team() == team
    }

    /// Whether they answer for what a team promised: also for what both promised together.
    pub fn answers_for(self, team: Team) -> bool {
        team == Team::Both || self.owns(team)
    }
}

words! {
    /// What sales decided on a lead, as it stands: the later of accepted and rejected, of the same day the rejection.
    Standing { Accepted = "accepted", Rejected = "rejected", Undecided = "undecided" }
}

words! {
    /// How far a lead got: how it ended, else the furthest step that its dates or its contacts tell of.
    State {
        Won = "won", Lost = "lost", Recycled = "recycled", Rejected = "rejected", Opportunity = "opportunity", Sql = "sql",
        Accepted = "accepted", Connected = "connected", Attempted = "attempted", Untried = "untried",
    }
}

words! {
    /// A rung that deliveries climb: tries and connections, and the milestones after the delivery.
    Rung {
        Delivered = "delivered", Attempted = "attempted", Connected = "connected", Accepted = "accepted", Sql = "sql",
        Opportunity = "opportunity", Won = "won",
    }
}

impl Rung {
    /// Those that a milestone dates, after the delivery.
    pub const DATED: [(Self, Milestone); 4] = [
        (Self::Accepted, Milestone::Accepted),
        (Self::Sql, Milestone::Sql),
        (Self::Opportunity, Milestone::Opportunity),
        (Self::Won, Milestone::Won),
    ];
}

words! {
    /// What cases are grouped by: a word of the lead, or the local weekday (`0` = Monday) and hour of its delivery.
    Grouping {
        Source = "source", Campaign = "campaign", Owner = "owner", Team = "team", Weekday = "weekday", Hour = "hour",
    }
}

words! {
    /// A deal's standing.
    DealStatus { Open = "open", Won = "won", Lost = "lost" }
}

words! {
    /// The tables that exports are mapped to; their fields stand in `src/mapping/fields.rs`.
    Table {
        Leads = "leads", Deals = "deals", Activities = "activities", Log = "log", Exemptions = "exemptions", Traffic = "traffic",
    }
}

words! {
    /// What an entry of the teams' log is.
    LogKind { Decision = "decision", Incident = "incident", Conversation = "conversation" }
}

words! {
    /// Every metric of `DEFINITIONS.md` §5.
    Metric {
        LeadsDelivered = "leads-delivered", ValueDelivered = "value-delivered", HandoffComplete = "handoff-complete",
        Qualified = "qualified", HandoffTime = "handoff-time", Acceptance = "acceptance", SteadyDelivery = "steady-delivery",
        FirstAttempt = "first-attempt", FirstConnection = "first-connection", Attempts = "attempts",
        AttemptsPerDay = "attempts-per-day", Decision = "decision", GiveUp = "give-up", Routing = "routing",
        LeadsPerHour = "leads-per-hour", SalesWon = "sales-won", RevenueWon = "revenue-won", Conversion = "conversion",
        PeriodRatio = "period-ratio", LeadsPerSale = "leads-per-sale", StageTime = "stage-time",
    }
}

words! {
    /// The six verdicts of one lead on one commitment (`DEFINITIONS.md` §4).
    Verdict {
        Met = "met", Breached = "breached", Pending = "pending", Indeterminate = "indeterminate", Exempt = "exempt",
        NotAssessable = "not-assessable",
    }
}

words! {
    /// How a commitment stands (`DEFINITIONS.md` §7).
    Status {
        OnTrack = "on-track", AtRisk = "at-risk", OffTrack = "off-track", NotAssessed = "not-assessed", Met = "met", Missed = "missed",
    }
}
