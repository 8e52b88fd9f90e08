package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of {@code NBD_OPT_INFO} and {@code NBD_OPT_GO}: an export and what is asked about it.
 *
 * @param export name of the export; empty for the default one
 * @param kinds kinds of information asked for, {@code NBD_INFO_*}; unknown ones are ignored
 */
public record InfoRequest(String export, List<Integer> kinds) {
    /** Copies the list. */
    public InfoRequest {
        kinds = List.copyOf(kinds);
    }

    /**
     * Reads the data of the option.
     *
     * @throws MalformedStructureException if lengths do not add up or exceed {@link NbdLimits}
     */
    public static InfoRequest parse(byte[] data) throws MalformedStructureException {
        Fields fields = new Fields("NBD_OPT_GO", data);
        String export = fields.string("export name");
        int count = fields.u16("number of information requests", 0, NbdLimits.MAX_QUERIES);
        List<Integer> kinds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kinds.add(fields.u16("information request"));
        }
        fields.end();
        return new InfoRequest(export, kinds);
    }

    /** Returns the data of the option. */
    byte[] encode() {
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + name.length + 2 + 2 * kinds.size());
        out.putInt(name.length).put(name).putShort((short) kinds.size());
        kinds.forEach(kind -> out.putShort(kind.shortValue()));
        return out.array();
    }
}
