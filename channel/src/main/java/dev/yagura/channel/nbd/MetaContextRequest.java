package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of {@code NBD_OPT_LIST_META_CONTEXT} and {@code NBD_OPT_SET_META_CONTEXT}.
 *
 * @param export name of the export; empty for the default one
 * @param queries metadata contexts asked for, for example {@code "base:allocation"}
 */
public record MetaContextRequest(String export, List<String> queries) {
    /** Copies the list. */
    public MetaContextRequest {
        queries = List.copyOf(queries);
    }

    /**
     * Reads the data of the option.
     *
     * @throws MalformedStructureException if lengths do not add up or exceed {@link NbdLimits}
     */
    public static MetaContextRequest parse(byte[] data) throws MalformedStructureException {
        Fields fields = new Fields("NBD_OPT_SET_META_CONTEXT", data);
        String export = fields.string("export name");
        int count = fields.u32("number of queries", 0, NbdLimits.MAX_QUERIES);
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(fields.string("query"));
        }
        fields.end();
        return new MetaContextRequest(export, queries);
    }
}
