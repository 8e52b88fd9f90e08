package dev.yagura.detect.storage.commands;

import dev.yagura.detect.rules.Glob;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simple command by what is executed: assignments and programs that start others are passed over.
 *
 * @param program the word that names the program, as it is written; empty if there is none
 * @param arguments what follows it
 */
record CommandWords(String program, List<String> arguments) {
    private static final Map<String, List<Glob>> NAMES = OddCommands.lists();

    static CommandWords of(List<String> words) {
        int at = 0;
        boolean started = false;
        while (at < words.size()) {
            String word = words.get(at);
            boolean option = started && (word.startsWith("-") || word.matches("[0-9.]+[smhd]?"));
            if (!option && !isAssignment(word) && !isKeyword(word)) {
                if (!isIn("starters", word)) {
                    break;
                }
                started = true;
            }
            at++;
        }
        return at < words.size()
                ? new CommandWords(words.get(at), words.subList(at + 1, words.size()))
                : new CommandWords("", List.of());
    }

    private static boolean isAssignment(String word) {
        int equals = word.indexOf('=');
        return equals > 0 && word.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    private static boolean isKeyword(String word) {
        return switch (word) {
            case "if", "then", "else", "elif", "while", "until", "do", "!" -> true;
            default -> false;
        };
    }

    /** Returns whether a list has the last name of a path. */
    static boolean isIn(String list, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return NAMES.getOrDefault(list, List.of()).stream().anyMatch(glob -> glob.matches(name));
    }

    boolean is(String list) {
        return isIn(list, program);
    }

    /** Returns whether the program makes commands of files, or of its words. */
    boolean isEvaluation() {
        return switch (program) {
            case "eval", "source", "." -> true;
            // A substitution that stands for a script leaves an empty word.
            default ->
                    is("shells") && (arguments.contains("-c") || script().equals(Optional.of("")));
        };
    }

    private Optional<String> script() {
        return arguments.stream().filter(argument -> !argument.startsWith("-")).findFirst();
    }

    /** Returns whether the program gives a connection to another program. */
    boolean connectsAProgram() {
        return is("connectors")
                && arguments.stream()
                        .anyMatch(argument ->
                                argument.matches("-[a-z]*[ec]|--exec|--sh-exec|--lua-exec"));
    }

    /** Returns whether the program executes what it reads: a shell without a script of its own. */
    boolean executesInput() {
        if (!is("shells") && !is("interpreters")) {
            return false;
        }
        for (String argument : arguments) {
            if (argument.equals("-s") || argument.equals("-") || argument.equals("/dev/stdin")) {
                return true;
            }
            boolean redirection = argument.startsWith(">") || argument.startsWith("2>");
            boolean ownCode = argument.startsWith("-") && argument.matches("-[a-zA-Z]*[cemnr].*");
            if (ownCode || (!argument.startsWith("-") && !redirection)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the file that a shell or an interpreter executes, or the program itself. */
    String executed() {
        boolean reads = is("shells") || is("interpreters") || program.equals(".");
        if (reads || program.equals("source")) {
            return script().filter(
                            argument -> !arguments.contains("-c") && !arguments.contains("-e"))
                    .orElse(program);
        }
        return program;
    }
}
