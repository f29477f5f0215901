"""Every reason for "no". The sentence for each stands in the catalogues under ``refused.<reason>``."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an act was refused. The value is the code that machines read."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_COUNTER = "unknown_counter"
    UNKNOWN_STAFF = "unknown_staff"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_LANGUAGE = "unknown_language"
    CLOSED = "closed"
    LAST_TICKET_GIVEN = "last_ticket_given"
    FULL_TODAY = "full_today"
    BY_APPOINTMENT_ONLY = "by_appointment_only"
    NOT_GIVEN_NOW = "not_given_now"
    AWAY = "away"
    ISSUING_PAUSED = "issuing_paused"
    SERVICE_CLOSED = "service_closed"
    NOTHING_TO_RESUME = "nothing_to_resume"
    NO_SERVICES = "no_services"
    HOURS_ORDER = "hours_order"
    DAY_PAST = "day_past"
    OWN_ACCOUNT = "own_account"
    NO_PRIORITY = "no_priority"
    NOBODY_CALLED = "nobody_called"
    NOT_CALLED_YET = "not_called_yet"
    COUNTER_BUSY = "counter_busy"
    CLIENT_CHANGED = "client_changed"
    NOT_ALLOWED_NOW = "not_allowed_now"
    NOT_YOURS = "not_yours"
    OUT_OF_TURN_FORBIDDEN = "out_of_turn_forbidden"
    RECALL_TOO_SOON = "recall_too_soon"
    RECALLED_ENOUGH = "recalled_enough"
    RECALL_FIRST = "recall_first"
    TOO_LATE_TO_RESTORE = "too_late_to_restore"
    NOBODY_THERE = "nobody_there"
    NOT_SERVED_THERE = "not_served_there"
    NO_SUCH_TIME = "no_such_time"
    ONE_PLACE_ONLY = "one_place_only"
    NOTHING_TO_UNDO = "nothing_to_undo"
    LET_PASS_ENOUGH = "let_pass_enough"  # noqa: S105 - a word, not a password
    NOBODY_TO_LET_PASS = "nobody_to_let_pass"  # noqa: S105
    NOT_BOOKABLE = "not_bookable"
    NO_CONTACT = "no_contact"
    NOT_SO_FAR_AHEAD = "not_so_far_ahead"
    TIME_TAKEN = "time_taken"
    CODE_TAKEN = "code_taken"
    UNKNOWN_PRINTER = "unknown_printer"
    NO_PRINTER = "no_printer"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_BOOKING = "unknown_booking"
    TOO_MANY_CODES = "too_many_codes"
    BOOKING_OVER = "booking_over"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_OTHER_DAY = "booking_other_day"
    BOOKING_TOO_EARLY = "booking_too_early"
    BOOKING_CALLED = "booking_called"
    NOT_OPEN = "not_open"
    ON_BREAK = "on_break"
    CLIENT_CALLED = "client_called"
    NOBODY_SERVED = "nobody_served"
    NOT_FROM_A_ROOM = "not_from_a_room"
    NOT_ON_THE_LIST = "not_on_the_list"
    NOTE_TOO_LONG = "note_too_long"
    NO_PHONE = "no_phone"
    FOR_WHOM = "for_whom"
    UNKNOWN_CALLBACK = "unknown_callback"
    CALLBACK_TOO_EARLY = "callback_too_early"
    CALLBACK_OVER = "callback_over"
    CALLBACK_UNDECIDED = "callback_undecided"
    NO_HELP_ASKED = "no_help_asked"
    DAY_NOT_OVER = "day_not_over"
    STILL_SERVED = "still_served"
    UNKNOWN_ABSENCE = "unknown_absence"
    ABSENCE_TIMES = "absence_times"
    SUBSTITUTE_IS_AWAY = "substitute_is_away"
    UNKNOWN_DISPLAY = "unknown_display"
    UNKNOWN_PAIRING = "unknown_pairing"
    UNKNOWN_NOTICE = "unknown_notice"
    NOTICE_TEXT = "notice_text"
    NOTICE_TIMES = "notice_times"
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    WRONG_PIN = "wrong_pin"
    TOO_MANY_PINS = "too_many_pins"
    TOO_MANY_TRIES = "too_many_tries"
    ACCOUNT_DISABLED = "account_disabled"
    LOCKED = "locked"
    NOT_YOUR_ROLE = "not_your_role"
    NO_COUNTER = "no_counter"
    FOREIGN_COUNTER = "foreign_counter"
    TAKEN_OVER = "taken_over"
    OLD_FORM = "old_form"
    LOGIN_TAKEN = "login_taken"
    LOGIN_FORM = "login_form"
    STANDS_IN_CONFIG = "stands_in_config"
    WEAK_PASSWORD = "weak_password"  # noqa: S105
    PASSWORDS_DIFFER = "passwords_differ"
    WEAK_PIN = "weak_pin"
    ADMINISTRATOR_EXISTS = "administrator_exists"
    WRONG_CODE = "wrong_code"


class Refused(Exception):  # noqa: N818 - a refusal is an ordinary answer, not an error
    """The rules say no; nothing was changed.

    Args:
        reason: why, as a code with a sentence in every language.
        facts: what the sentence needs (a ticket's number, a service's code, seconds to wait).
    """

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts
