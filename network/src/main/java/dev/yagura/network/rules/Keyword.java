package dev.yagura.network.rules;

import java.util.HashMap;
import java.util.Map;

/** What an option with a certain keyword does to the rule. */
@FunctionalInterface
interface Keyword {
    /** Applies the option, or refuses the rule. */
    void apply(RuleOption option, RuleBuilder rule) throws RefusedException;

    /** Returns all that are supported, by their name. */
    static Map<String, Keyword> all() {
        Map<String, Keyword> all = new HashMap<>();
        InfoKeywords.addTo(all);
        FlowKeywords.addTo(all);
        PacketKeywords.addTo(all);
        BufferKeywords.addTo(all);
        ContentKeywords.addTo(all);
        ByteKeywords.addTo(all);
        DatasetKeywords.addTo(all);
        all.put("pcre", PcreKeyword::pcre);
        return Map.copyOf(all);
    }
}
