// In the user's compilation the generator asks Roslyn for this one; Core needs its own to compile the attributes it embeds.
namespace Microsoft.CodeAnalysis;

[System.AttributeUsage(System.AttributeTargets.All)]
internal sealed partial class EmbeddedAttribute : System.Attribute;
