package dev.yagura.detect.yara;

/** A part of a condition that is a text, one character for each byte. */
@FunctionalInterface
interface TextTerm {
    /** Returns the text. */
    String of(Evaluation evaluation);
}
