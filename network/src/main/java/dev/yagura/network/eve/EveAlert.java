package dev.yagura.network.eve;

import dev.yagura.network.match.RuleAlert;
import dev.yagura.network.rules.RuleInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What records say of a rule that holds. */
final class EveAlert {
    private EveAlert() {}

    static SequencedMap<String, Object> of(RuleAlert alert) {
        RuleInfo info = alert.rule().info();
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("action", "allowed");
        fields.put("gid", info.gid());
        fields.put("signature_id", info.sid());
        fields.put("rev", info.revision());
        fields.put("signature", info.message());
        fields.put("category", info.category());
        fields.put("severity", info.priority());
        if (!info.metadata().isEmpty()) {
            fields.put("metadata", metadata(info));
        }
        return fields;
    }

    private static SequencedMap<String, List<String>> metadata(RuleInfo info) {
        SequencedMap<String, List<String>> metadata = new LinkedHashMap<>();
        for (String pair : info.metadata()) {
            String[] words = pair.strip().split("\\s+", 2);
            metadata.computeIfAbsent(words[0], any -> new ArrayList<>())
                    .add(words.length > 1 ? words[1] : "");
        }
        return metadata;
    }
}
