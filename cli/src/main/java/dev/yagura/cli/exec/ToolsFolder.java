package dev.yagura.cli.exec;

import java.nio.file.Path;

/** Where the tools tree is, if nobody says otherwise. */
public final class ToolsFolder {
    private ToolsFolder() {}

    /** Returns the folder in this user's cache, by the XDG Base Directory Specification. */
    public static Path ofThisUser() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path base =
                cache.startsWith("/")
                        ? Path.of(cache)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("yagura").resolve("tools");
    }
}
