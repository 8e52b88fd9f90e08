package dev.yagura.detect.rules;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.kernel.table.TableRows;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.WeakHashMap;

/** The views of each look, read once for all rules over them. Safe for concurrent use. */
final class ViewRows {
    private final Map<Linux, Map<String, TableRows>> known = new WeakHashMap<>();

    /**
     * Returns a view of a look.
     *
     * @throws IOException if it cannot be read
     */
    synchronized TableRows of(Linux linux, String view) throws IOException {
        Map<String, TableRows> views = known.computeIfAbsent(linux, _ -> new HashMap<>());
        TableRows rows = views.get(view);
        if (rows == null) {
            TableContext context =
                    new TableContext(linux, identity(linux), OptionalInt.empty(), false);
            rows = LinuxTables.named(view).orElseThrow().read(context);
            views.put(view, rows);
        }
        return rows;
    }

    private static KernelIdentity identity(Linux linux) {
        return linux.kernel() instanceof LinuxKernel found
                ? found.identity()
                : new KernelIdentity(
                        "", linux.kernel().release(), 0, 0, 0, 4, 0, 0, 0, "given", "given");
    }
}
