namespace Pickerel.Benchmarks.Networks;

/// <summary>The C# text of one declared network, in the namespace <c>Benchmarked</c>.</summary>
internal sealed record NetworkSource(string ClassName, string Text)
{
    public const string Namespace = "Benchmarked";

    public string FullName => $"{Namespace}.{ClassName}";
}
