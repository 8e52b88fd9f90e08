package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What rules refer to by name.
 *
 * @param variables of addresses and ports
 * @param classifications by their name
 * @param references what an address starts with, by the type of the reference
 */
public record RuleConfig(
        RuleVariables variables,
        Map<String, Classification> classifications,
        Map<String, String> references) {
    /** Copies the maps. */
    public RuleConfig {
        requireNonNull(variables, "variables");
        classifications = Map.copyOf(classifications);
        references = Map.copyOf(references);
    }

    /** Returns Suricata's variables, and neither classifications nor references. */
    public static RuleConfig defaults() {
        return new RuleConfig(RuleVariables.defaults(), Map.of(), Map.of());
    }

    /** Returns this with other variables. */
    public RuleConfig with(RuleVariables other) {
        return new RuleConfig(other, classifications, references);
    }
}
