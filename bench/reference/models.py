"""The least a shop of courses needs."""

from django.conf import settings
from django.db import models


class Course(models.Model):
    title = models.CharField(max_length=200)
    body = models.TextField()


class Lesson(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    title = models.CharField(max_length=200)
    summary = models.TextField()
    seconds = models.IntegerField()


class Price(models.Model):
    course = models.ForeignKey(Course, models.CASCADE, related_name="prices")
    name = models.CharField(max_length=100)
    amount = models.IntegerField()


class Order(models.Model):
    email = models.EmailField()
    total = models.IntegerField()
    state = models.CharField(max_length=20, default="pending")
    created = models.DateTimeField(auto_now_add=True)


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    price = models.ForeignKey(Price, models.PROTECT)
    amount = models.IntegerField()


class Entitlement(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    order = models.ForeignKey(Order, models.CASCADE, null=True)
    course = models.ForeignKey(Course, models.CASCADE)


class Event(models.Model):
    event_id = models.CharField(max_length=100, unique=True)
    body = models.TextField()
