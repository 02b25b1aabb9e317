package planted.maildir;

/** Breaks a rule on purpose. */
public final class SpeaksSql {
    Object sql() throws java.sql.SQLException {
        return java.sql.DriverManager.getConnection("jdbc:none");
    }
}
