namespace Pickerel.Benchmarks.Networks;

/// <summary>The C# text of one declared network, in the namespace <c>Benchmarked</c>.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Text">The text.</param>
/// <param name="ModelFile">The file in <c>shared/data</c> of the model that it names, or null.</param>
internal sealed record NetworkSource(string ClassName, string Text, string? ModelFile = null)
{
    public const string Namespace = "Benchmarked";

    public string FullName => $"{Namespace}.{ClassName}";
}
