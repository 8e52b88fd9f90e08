package dev.yagura.detect.rules;

import java.util.Locale;

/** Spells constants as rule files do. */
final class RuleWords {
    private RuleWords() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
