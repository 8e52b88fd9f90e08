package dev.yagura.detect.yara;

/** A part of a condition with its type. */
sealed interface Value {
    /** Something that is so or not. */
    record Truth(Term term) implements Value {}

    /** A number. */
    record Numeric(Term term) implements Value {}

    /** A text. */
    record Text(TextTerm term) implements Value {}

    /** Returns it as something that is so: numbers but zero, texts but the empty one. */
    default Term truth() {
        return switch (this) {
            case Truth truth -> truth.term;
            case Numeric number -> number.term;
            case Text text -> evaluation -> Term.truth(!text.term.of(evaluation).isEmpty());
        };
    }

    /** Returns what it is, for messages. */
    default String describe() {
        return switch (this) {
            case Truth _ -> "a condition";
            case Numeric _ -> "a number";
            case Text _ -> "a text";
        };
    }
}
