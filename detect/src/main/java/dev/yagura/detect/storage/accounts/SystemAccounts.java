package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.rules.Glob;
import dev.yagura.detect.yaml.YamlResource;
import java.util.List;
import java.util.Map;

/** Tells users that belong to a system from those that people log in as. */
public final class SystemAccounts {
    private static final Map<String, List<String>> LISTS =
            YamlResource.lists(SystemAccounts.class, "accounts.yaml");
    private static final List<Glob> SYSTEM =
            LISTS.getOrDefault("system", List.of()).stream().map(Glob::of).toList();
    private static final List<String> CLOSED = LISTS.getOrDefault("closed", List.of());

    private SystemAccounts() {}

    /** Returns whether a user belongs to the system. */
    public static boolean isSystem(Account account) {
        return account.uid() != 0 && SYSTEM.stream().anyMatch(glob -> glob.matches(account.name()));
    }

    /** Returns whether a user has a shell that lets somebody in; an empty one is /bin/sh. */
    public static boolean hasShell(Account account) {
        return !CLOSED.contains(account.shell());
    }

    /** Returns whether nobody is to log in as a user. */
    public static boolean isClosed(Account account) {
        return isSystem(account) || !hasShell(account);
    }
}
