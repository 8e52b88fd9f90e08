package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import dev.yagura.view.synthetic.SyntheticFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The name spaces of a task: {@code ns}; fs/proc/namespaces.c. What a link leads to is found under
 * its own name, as {@code net:[4026531840]}, as well.
 *
 * @param path of the task's directory, for inode numbers
 */
record NamespaceLinks(ProcGuest guest, Task task, Inode owner, String path) implements Folder {
    /** {@code ns_entries}. */
    private static final List<String> ORDER =
            List.of(
                    "net",
                    "uts",
                    "ipc",
                    "pid",
                    "pid_for_children",
                    "user",
                    "mnt",
                    "cgroup",
                    "time",
                    "time_for_children");

    @KernelStruct("task_struct")
    interface ForChildren extends StructView {
        @KernelField("nsproxy->pid_ns_for_children->ns.inum")
        OptionalInt numbers() throws IOException;

        @KernelField("nsproxy->time_ns_for_children->ns.inum")
        OptionalInt time() throws IOException;
    }

    private Map<String, Long> spaces() throws IOException {
        Map<String, Long> known =
                new LinkedHashMap<>(Processes.of(guest.linux()).namespaces(task).numbers());
        ForChildren children = guest.views().at(ForChildren.class, task.gva());
        put(known, "pid_for_children", children.numbers());
        put(known, "time_for_children", children.time());
        Map<String, Long> ordered = new LinkedHashMap<>();
        for (String kind : ORDER) {
            Long number = known.get(kind);
            if (number != null) {
                ordered.put(kind, number);
            }
        }
        return ordered;
    }

    private static void put(Map<String, Long> known, String kind, OptionalInt number) {
        number.ifPresent(value -> known.put(kind, Integer.toUnsignedLong(value)));
    }

    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        List<StoredFile.Entry> entries = new ArrayList<>();
        spaces().forEach((kind, number) ->
                entries.add(SyntheticFile.entry(FileName.of(kind), link(kind, number))));
        return entries;
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        for (Map.Entry<String, Long> space : spaces().entrySet()) {
            if (FileName.of(space.getKey()).equals(name)) {
                return Optional.of(link(space.getKey(), space.getValue()));
            }
            if (FileName.of(target(space.getKey(), space.getValue())).equals(name)) {
                return Optional.of(
                        guest.special("nsfs", space.getValue(), FileType.REGULAR, 0444, Map.of()));
            }
        }
        return Optional.empty();
    }

    private static String target(String kind, long number) {
        return "%s:[%d]".formatted(kind.replace("_for_children", ""), number);
    }

    private StoredFile link(String kind, long number) {
        Inode inode = owner.with(ProcGuest.numberOf(path + "/ns/" + kind), 0777);
        return guest.link(inode, 0, () -> target(kind, number).getBytes(UTF_8));
    }
}
