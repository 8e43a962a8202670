//! Which tests keep what once went wrong from coming back: a kind of mistake a line, with the tests of it and of its neighbours.

use std::fs;
use std::path::Path;

/// What is right, and the tests that a program without it would fail.
const KINDS: &[(&str, &[&str])] = &[
    (
        "a date of first contact tells of the first attempt alone",
        &[
            "a_first_contact_is_no_record_of_tries",
            "tries_nobody_sees_are_not_counted",
            "what_each_tool_can_show",
        ],
    ),
    (
        "a required field that no file gives is not asked for",
        &["complete_hand_offs", "both_ends_of_what_is_measured_are_shown"],
    ),
    (
        "sales without a date are counted and said",
        &[
            "wins_without_a_date_are_said",
            "a_count_of_sales_without_a_day",
            "a_sale_without_a_date",
        ],
    ),
    (
        "without activities nobody is called untried",
        &["versions_and_no_activities", "what_no_file_shows_is_not_called_nothing_due"],
    ),
    (
        "numbers of one id meet however they are written",
        &["keys_of_cells_as_people_leave_them", "a_join_that_holds_is_judged"],
    ),
    (
        "where files do not meet that is said, and nothing judged",
        &[
            "files_that_do_not_meet_are_said_instead_of_a_breach",
            "a_hand_off_dated_after_the_work_is_no_breach",
            "a_lead_called_before_its_hand_off_is_open_where_many_were",
        ],
    ),
    (
        "an export that changed is said",
        &[
            "a_column_that_was_there_is_missed_with_its_likely_new_name",
            "a_presets_column_that_is_not_there_is_said_on_the_first_day",
            "what_is_hoped_for_is_no_new_name_of_a_fact",
            "a_newer_file_beside_the_one_named_is_said",
            "init_names_dated_files_by_a_pattern",
            "fewer_rows_are_said_when_they_are_far_fewer",
            "letters_that_are_read_otherwise_are_said",
        ],
    ),
    (
        "time that no file covers is in no number",
        &[
            "a_year_forecasts_as_the_half_year_that_its_files_cover",
            "a_file_that_begins_in_the_middle_is_asked_for_its_own_part",
            "leads_an_hour_are_those_of_the_hours_that_both_files_cover",
            "what_a_deal_dates_after_its_own_file_counts_nowhere",
        ],
    ),
    (
        "what lies before the data is refused, and a starter is not sealed",
        &[
            "a_period_before_a_file_begins_is_not_judged",
            "a_starter_is_sealed_by_nobody",
            "what_was_not_in_force_or_nobody_agreed_on_is_not_sealed",
        ],
    ),
    (
        "a changed agreement is told, and the past judged by its own text",
        &[
            "a_lowered_target_is_told_in_every_output",
            "each_kind_of_change_is_told_and_no_other",
            "the_past_is_judged_by_the_text_then_in_force",
        ],
    ),
    (
        "what an outcome says wins over duration and direction",
        &[
            "not_answered_is_never_a_connection",
            "nobody_reached_is_no_connection",
            "a_call_type_tells_direction_and_outcome",
            "the_calls_of_every_tool_are_what_they_say",
        ],
    ),
    (
        "planned work is no attempt",
        &["what_is_planned_and_late_is_not_done", "activities_to_come_are_counted_as_such"],
    ),
    (
        "a date and its reason are of one row",
        &["a_reason_is_of_the_row_whose_date_is_used", "a_rejection_s_reason_is_of_its_own_row"],
    ),
    (
        "deals without an id are told apart",
        &["deals_without_an_id_are_told_apart_by_their_lead", "deals_without_ids"],
    ),
    (
        "an owner is who works the lead, under one name",
        &["an_owner_is_one_under_name_and_address", "the_owner_of_a_lead"],
    ),
    (
        "a stage word that means delivered is the hand-off",
        &["a_stage_word_that_means_delivered_is_the_hand_off", "whose_date_is_the_hand_off"],
    ),
    (
        "a number says the same in every output",
        &[
            "each_number_of_each_sentence_is_a_quantity_of_the_register",
            "history_tells_the_weeks_that_the_first_sheet_is_drawn_of",
            "what_commands_answer_is_of_the_register",
            "what_channels_hear_is_of_the_register",
            "every_output_tells_a_promise_where_its_own_tables_end",
            "worlds_beside_the_samples_tell_the_quantities_of_their_registers",
        ],
    ),
    (
        "two promises of one name are told apart, and every agreement becomes a report",
        &["equal_names_are_told_apart", "what_check_accepts_becomes_a_report"],
    ),
    (
        "no report takes another's file, and looks are no reports",
        &[
            "no_report_takes_anothers_place",
            "letters_of_another_subject_keep_their_own_files",
            "status_speaks_of_live_runs",
        ],
    ),
    (
        "an address is no path, and 1.000 no number",
        &[
            "addresses_are_no_paths",
            "numbers_of_the_agreement_have_no_point_between_thousands",
            "a_thousands_point_is_refused_on_the_command_line",
        ],
    ),
    (
        "a sentence is true of the promise it speaks of",
        &[
            "a_reached_target_is_said_of_its_own_promise",
            "a_number_of_two_allowances_names_both",
            "the_leads_of_the_plan_are_those_that_are_promised",
            "the_expected_sales_are_one_number",
            "what_is_open_accuses_nobody",
            "a_contested_verdict_that_stands_is_not_called_corrected",
            "who_is_undecided_is_not_refused",
            "a_loss_without_a_reason_may_free_from_the_first_attempt",
            "who_spoke_first_stands_beside_the_bands",
            "leads_of_before_the_period_are_one_number",
            "what_the_plan_lacks_is_the_plan_s",
            "a_letter_names_every_promise",
            "a_report_of_few_cases_is_told_as_now",
            "attempts_without_any_hand_off_are_told_so",
            "what_is_not_taken_off_is_what_lies_between_the_ends",
            "the_parts_of_what_is_to_be_done_make_its_sum",
        ],
    ),
    ("the age of the data is said first", &["old_data_are_said_first"]),
    ("a check ends with a verdict", &["a_check_ends_with_a_verdict"]),
    (
        "a lever moves a part of the gap",
        &[
            "a_part_that_cannot_move_the_gap_is_no_place_to_begin",
            "fewer_than_a_hundred_tries_say_nothing",
        ],
    ),
];

#[test]
fn every_kind_of_mistake_has_its_tests() {
    let mut text = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &mut text);
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let missing: Vec<&str> = KINDS
        .iter()
        .flat_map(|(_, tests)| tests.iter().copied())
        .filter(|name| !text.contains(&format!("fn {name}()")))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
}

/// The sources of a folder and of those in it, one behind the other.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
