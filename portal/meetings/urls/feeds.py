"""Calendar subscriptions."""

urlpatterns = []
