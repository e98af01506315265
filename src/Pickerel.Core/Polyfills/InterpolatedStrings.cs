namespace System.Runtime.CompilerServices;

/// <summary>Marks a type that the C# compiler builds from an interpolated string; netstandard2.0 lacks it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class InterpolatedStringHandlerAttribute : Attribute;
