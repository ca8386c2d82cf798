/** What the ON requests cost while nobody works. */
public record Standing(int cost) {
}
