package dev.yagura.view.proc.sysctl;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.Once;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directory {@code sys}; its tables are read once, when it is first looked into. */
public final class SettingsFolder implements Folder {
    private final ProcGuest guest;
    private final Once<Folder> made;

    /** Reads nothing yet. */
    public SettingsFolder(ProcGuest guest) {
        this.guest = guest;
        this.made = new Once<>(() -> folder("/sys", Settings.of(guest)));
    }

    private Folder folder(String path, Map<String, Settings.Setting> settings) {
        Map<String, StoredFile> files = new LinkedHashMap<>();
        settings.forEach((name, setting) -> files.put(name, file(path + "/" + name, setting)));
        return FixedFolder.of(files);
    }

    private StoredFile file(String path, Settings.Setting setting) {
        Inode inode = guest.inode(path, setting.mode() & 0777);
        return setting.isDirectory()
                ? guest.directory(inode.with(inode.number(), 0555), folder(path, setting.inside()))
                : guest.file(inode, new SettingValue(guest, setting)::text);
    }

    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        return made.get().entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        return made.get().find(name);
    }
}
