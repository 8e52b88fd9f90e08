package dev.yagura.network.rules;

import java.util.Map;

/** What a rule says of itself. */
final class InfoKeywords {
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;
    private static final int MAX_PRIORITY = 255;

    private InfoKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put("msg", (option, rule) -> rule.info().message(message(option)));
        all.put("sid", (option, rule) -> rule.info().number(option, 1, MAX_NUMBER));
        all.put("gid", (option, rule) -> rule.info().number(option, 0, MAX_NUMBER));
        all.put("rev", (option, rule) -> rule.info().number(option, 0, MAX_NUMBER));
        all.put("priority", (option, rule) -> rule.info().number(option, 1, MAX_PRIORITY));
        all.put("classtype", (option, rule) -> rule.info().classType(option.required()));
        all.put("reference", InfoKeywords::reference);
        all.put("metadata", InfoKeywords::metadata);
        all.put("target", InfoKeywords::target);
    }

    private static String message(RuleOption option) throws RefusedException {
        return option.unquoted(option.required()).replaceAll("\\\\([\";:\\\\])", "$1");
    }

    private static void reference(RuleOption option, RuleBuilder rule) throws RefusedException {
        String value = option.required();
        int comma = value.indexOf(',');
        if (comma < 1 || comma == value.length() - 1) {
            throw option.refused("is %s, expected type,value".formatted(RuleOption.quoted(value)));
        }
        rule.info()
                .reference(value.substring(0, comma).strip(), value.substring(comma + 1).strip());
    }

    private static void metadata(RuleOption option, RuleBuilder rule) throws RefusedException {
        for (String pair : option.parts()) {
            rule.info().metadata(pair);
        }
    }

    private static void target(RuleOption option, RuleBuilder rule) throws RefusedException {
        switch (option.required()) {
            case "src_ip" -> rule.info().target(RuleInfo.Target.SOURCE);
            case "dest_ip" -> rule.info().target(RuleInfo.Target.DESTINATION);
            default ->
                    throw option.refused(
                            "is %s, expected src_ip or dest_ip"
                                    .formatted(RuleOption.quoted(option.required())));
        }
    }
}
