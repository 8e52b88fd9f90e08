package dev.yagura.view.proc.system;

import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import java.util.LinkedHashMap;
import java.util.Map;

/** Knows the content of files that are of the whole kernel. */
public final class SystemFiles {
    private SystemFiles() {}

    /** Returns contents by path from the top of procfs; nothing is read yet. */
    public static Map<String, Content> of(ProcGuest guest) {
        Map<String, Content> files = new LinkedHashMap<>();
        TimeFiles time = new TimeFiles(guest);
        files.put("uptime", time::uptime);
        files.put("loadavg", time::loadAverage);
        files.put("stat", new StatFile(guest)::text);
        files.put("meminfo", new MeminfoFile(guest)::text);
        files.put("locks", () -> LocksFile.of(guest));
        files.put("swaps", new SwapsFile(guest)::text);
        CodeFiles code = new CodeFiles(guest);
        files.put("version", code::version);
        files.put("cmdline", code::commandLine);
        files.put("modules", code::modules);
        files.put("kallsyms", code::symbols);
        files.put("filesystems", code::filesystems);
        files.put("cpuinfo", new CpuinfoFile(guest)::text);
        DeviceFiles devices = new DeviceFiles(guest);
        files.put("devices", devices::devices);
        files.put("misc", devices::misc);
        files.put("tty/drivers", new TerminalsFile(guest)::text);
        return files;
    }
}
