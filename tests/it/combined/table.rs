//! The table: files that people combine, and of each metric whether they show it.

/// What a promise comes to, and the promises that come to it.
pub type Limits = &'static [(&'static str, &'static [&'static str])];

/// What needs attempts.
const CADENCE: &[&str] = &[
    "first-attempt",
    "first-connection",
    "attempts",
    "attempts-per-day",
    "give-up",
    "leads-per-hour",
];

/// What the files are, the files, and what limits the promises.
pub type Row = (&'static str, &'static [&'static str], Limits);

/// Files that people combine, and what each promise comes to; promises not named are assessable.
pub const TABLE: &[Row] = &[
    (
        "RD Station Marketing",
        &["rd-station-marketing/leads-utf8.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["acceptance", "decision"]),
            ("partly:outcomes", &["routing"]),
            ("no-activities", CADENCE),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "RD Station CRM",
        &["rd-station-crm/negociacoes.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-conversations", &["first-connection"]),
            ("no-activities", &["attempts", "attempts-per-day", "give-up"]),
        ],
    ),
    (
        "RD Station Marketing and CRM",
        &["rd-station-marketing/leads-utf8.csv", "rd-station-crm/negociacoes.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-conversations", &["first-connection"]),
            ("no-activities", &["attempts", "attempts-per-day", "give-up"]),
            ("partly:outcomes", &["routing"]),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "RD Station CRM and a sheet of activities",
        &["rd-station-crm/negociacoes.csv", "activities/atividades.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            (
                "partly:silent-attempts",
                &["first-connection", "attempts", "attempts-per-day", "give-up"],
            ),
        ],
    ),
    (
        "Pipedrive deals",
        &["pipedrive-deals/deals.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Pipedrive deals and activities",
        &["pipedrive-deals/deals.csv", "pipedrive-activities/activities.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
            ("partly:before-handoff,open-cases", &["first-attempt"]),
            ("partly:before-handoff", &["leads-per-hour"]),
        ],
    ),
    (
        "HubSpot contacts",
        &["hubspot-contacts/contacts.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "routing"]),
            ("no-activities", CADENCE),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "HubSpot contacts and deals",
        &["hubspot-contacts/contacts.csv", "hubspot-deals/deals.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("unjoined-deals", &["acceptance", "decision", "revenue-won"]),
            ("no-activities", CADENCE),
            ("no-milestone", &["routing"]),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "Kommo",
        &["kommo-leads/leads.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Salesforce",
        &["salesforce-opportunities/opportunities.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Zoho leads",
        &["zoho-leads/leads.csv"],
        &[
            ("no-field", &["value-delivered"]),
            (
                "no-milestone",
                &[
                    "acceptance",
                    "decision",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("no-activities", CADENCE),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "Zoho leads and deals",
        &["zoho-leads/leads.csv", "zoho-deals/deals.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("untimed-stages", &["stage-time"]),
            ("partly:orphan-deals", &["conversion", "leads-per-sale"]),
            ("partly:orphan-deals,open-cases", &["period-ratio", "sales-won", "revenue-won"]),
            ("no-activities", CADENCE),
            ("no-milestone", &["routing"]),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "Zoho leads, deals and calls",
        &["zoho-leads/leads.csv", "zoho-deals/deals.csv", "zoho-calls/calls.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("untimed-stages", &["stage-time"]),
            ("partly:orphan-deals", &["conversion", "leads-per-sale"]),
            ("partly:orphan-deals,open-cases", &["period-ratio", "sales-won", "revenue-won"]),
            ("no-milestone", &["routing"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "Pipedrive deals and activities, in Portuguese",
        &["pipedrive-deals/negocios.csv", "pipedrive-activities/atividades.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
        ],
    ),
    (
        "a sheet kept by hand",
        &["planilha.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            (
                "no-milestone",
                &[
                    "handoff-time",
                    "acceptance",
                    "decision",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "a sheet kept by hand and Pipedrive deals",
        &["planilha.csv", "pipedrive-deals/negocios.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "a sheet of hand-offs and Pipedrive deals",
        &["entregas.csv", "pipedrive-deals/negocios.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
            ("partly:losses-without-reason,open-cases", &["acceptance"]),
        ],
    ),
    (
        "a sheet of hand-offs, Pipedrive deals and activities",
        &["entregas.csv", "pipedrive-deals/negocios.csv", "pipedrive-activities/atividades.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
            ("partly:losses-without-reason,open-cases", &["acceptance"]),
        ],
    ),
    (
        "HubSpot deals",
        &["hubspot-deals/deals.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "HubSpot contacts and calls",
        &["hubspot-contacts/contacts.csv", "hubspot-calls/calls.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "give-up", "routing"]),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "HubSpot contacts and tasks",
        &["hubspot-contacts/contacts.csv", "hubspot-tasks/tasks.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "routing"]),
            ("no-activities", CADENCE),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "HubSpot contacts and their deals",
        &["hubspot-contacts/contacts.csv", "deals-of-contacts.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-activities", CADENCE),
            ("partly:undated-decisions", &["decision"]),
            ("no-milestone", &["routing"]),
            ("one-column", &["handoff-time"]),
            ("partly:losses-without-reason,open-cases", &["acceptance"]),
        ],
    ),
    (
        "HubSpot contacts, deals and calls",
        &["hubspot-contacts/contacts.csv", "deals-of-contacts.csv", "hubspot-calls/calls.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:undated-decisions", &["decision"]),
            ("no-milestone", &["routing"]),
            ("one-column", &["handoff-time"]),
            ("partly:losses-without-reason,open-cases", &["acceptance"]),
        ],
    ),
    (
        "HubSpot contacts and calls of 3CX",
        &["hubspot-contacts/contacts.csv", "3cx-calls/CallLog.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "give-up", "routing"]),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "HubSpot contacts and calls of Twilio",
        &["hubspot-contacts/contacts.csv", "twilio-calls/calls.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "give-up", "routing"]),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "HubSpot contacts and messages",
        &["hubspot-contacts/contacts.csv", "chat-messages/conversas.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "give-up", "routing"]),
            ("one-column", &["handoff-time"]),
        ],
    ),
    (
        "Kommo, every column",
        &["kommo-leads/leads-completo.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Kommo and a sheet of activities",
        &["kommo-leads/leads.csv", "activities/atividades.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            (
                "partly:silent-attempts",
                &["first-connection", "attempts", "attempts-per-day", "give-up"],
            ),
        ],
    ),
    (
        "Close",
        &["close-leads/leads.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("rejections-without-reason", &["acceptance"]),
            ("no-activities", CADENCE),
            ("undated-decisions", &["decision"]),
            (
                "no-dates",
                &[
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
        ],
    ),
    (
        "Salesforce leads",
        &["salesforce-leads/leads.csv"],
        &[
            ("no-field", &["value-delivered"]),
            (
                "no-milestone",
                &[
                    "handoff-time",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("rejections-without-reason", &["acceptance"]),
            ("no-activities", CADENCE),
            ("partly:undated-decisions", &["decision"]),
        ],
    ),
    (
        "Salesforce leads and tasks",
        &["salesforce-leads/leads.csv", "salesforce-tasks/tasks.csv"],
        &[
            ("no-field", &["value-delivered"]),
            (
                "no-milestone",
                &[
                    "handoff-time",
                    "give-up",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("rejections-without-reason", &["acceptance"]),
            ("partly:silent-attempts", &["first-connection", "attempts", "attempts-per-day"]),
            ("partly:undated-decisions", &["decision"]),
        ],
    ),
    (
        "Salesforce leads and opportunities",
        &["converted.csv", "opportunities.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("rejections-without-reason", &["acceptance"]),
            ("no-activities", CADENCE),
            ("partly:undated-decisions", &["decision"]),
        ],
    ),
    (
        "Salesforce leads, opportunities and tasks",
        &["converted.csv", "opportunities.csv", "salesforce-tasks/tasks.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("rejections-without-reason", &["acceptance"]),
            ("partly:before-handoff", &["leads-per-hour"]),
            (
                "partly:before-handoff,silent-attempts",
                &["first-connection", "attempts", "attempts-per-day", "give-up"],
            ),
            ("partly:undated-decisions", &["decision"]),
            ("partly:before-handoff,open-cases", &["first-attempt"]),
        ],
    ),
    (
        "Zoho leads in Portuguese",
        &["zoho-leads/leads-pt.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            (
                "no-milestone",
                &[
                    "acceptance",
                    "decision",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("no-activities", CADENCE),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "Zoho deals",
        &["zoho-deals/deals.csv"],
        &[
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-activities", CADENCE),
            ("untimed-stages", &["stage-time"]),
        ],
    ),
    (
        "Zoho leads and tasks",
        &["zoho-leads/leads.csv", "tasks-of-leads.csv"],
        &[
            ("no-field", &["value-delivered"]),
            (
                "no-milestone",
                &[
                    "acceptance",
                    "decision",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("no-activities", CADENCE),
            ("no-dates", &["handoff-time"]),
        ],
    ),
    (
        "Zoho leads, deals, calls and tasks",
        &[
            "zoho-leads/leads.csv",
            "zoho-deals/deals.csv",
            "zoho-calls/calls.csv",
            "tasks-of-leads.csv",
        ],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
            ("no-milestone", &["routing"]),
            ("partly:orphan-deals", &["conversion", "leads-per-sale"]),
            ("partly:orphan-deals,open-cases", &["period-ratio", "sales-won", "revenue-won"]),
            ("untimed-stages", &["stage-time"]),
            ("no-dates", &["handoff-time"]),
        ],
    ),
];
