package dev.yagura.network.rules;

/** A rule cannot be honoured; caught where its verdict is made. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What cannot be honoured. */
    private final String keyword;

    /** Why. */
    private final String reason;

    /** Where in the rule's text, in characters. */
    private final int offset;

    RefusedException(String keyword, String reason, int offset) {
        super(keyword + ": " + reason, null, false, false);
        this.keyword = keyword;
        this.reason = reason;
        this.offset = offset;
    }

    RuleVerdict.Refusal refusal() {
        return new RuleVerdict.Refusal(keyword, reason);
    }

    int offset() {
        return offset;
    }
}
